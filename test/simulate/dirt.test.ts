import { describe, expect, test } from "vitest";
import { localDayOf, startOfDay } from "../../src/schema/timezone.ts";
import type { Company } from "../../src/simulate/company.ts";
import { dirtAt } from "../../src/simulate/dirt/dial.ts";
import { answersOf, differences } from "./answers.ts";
import { companyWith, type Emitted, emit, type EventRow, newYork } from "./collect.ts";
import { grouped } from "./grouped.ts";
import { recountActivity } from "./recount-activity.ts";

/** Two shards' worth would be slow; few users on a filthy dial meet every fault often. */
const dirt = { ...dirtAt(1), botRate: 0.02 };
const faults = [
  "duplicate",
  "conflict",
  "late",
  "clock_skew",
  "missing_platform",
  "missing_country",
  "missing_user",
  "bot",
  "identity_split",
];

describe.each([companyWith({ seed: 31, users: 150 }), companyWith({ seed: 32, users: 100, timezone: newYork })])(
  "a dirty company of seed $seed in $timezone.name",
  (clean) => {
    const company = { ...clean, scenario: { ...clean.scenario, dirt } };
    const emitted = emit(company);
    const before = emit(clean);

    test("has the answer key of the clean company", () => {
      expect(emitted.truth).toEqual(before.truth);
      expect(emitted.subscriptions).toEqual(before.subscriptions);
    });

    test("can be cleaned until its figures equal that key and the published residual, to the unit", () => {
      const told = answersOf([...emitted.truth, ...emitted.residual].filter(({ currency }) => currency === null));
      expect(emitted.residual.length).toBeGreaterThan(100);
      expect(differences(told, recountActivity(company, cleaned(company, emitted))).slice(0, 9)).toEqual([]);
    });

    test("lists every row that differs from the clean company's, and no other", () => {
      expect([...new Set(emitted.dirt.map(({ fault }) => fault))].toSorted()).toEqual(faults.toSorted());
      const listed = new Set(emitted.dirt.map(({ event_id }) => event_id));
      const sound = new Set(before.events.map(body));
      const changed = emitted.events.filter((row) => !listed.has(row.event_id)).filter((row) => !sound.has(body(row)));
      expect(changed.slice(0, 3)).toEqual([]);
      const untouched = emitted.events.filter((row) => !listed.has(row.event_id)).length;
      const marked = emitted.dirt.filter(({ fault, event_id }) => fault !== "bot" && event_id !== null);
      const spoilt = new Set(marked.map(({ event_id }) => event_id));
      const lost = emitted.dirt.filter(({ fault }) => fault === "missing_user").length;
      expect(untouched + spoilt.size + lost).toBe(before.events.length);
    });

    test("stays within its range, in order of time, and receives nothing before it happens or after the end", () => {
      const [start, end] = [startOfDay(company.timezone, company.from), startOfDay(company.timezone, company.to)];
      expect(emitted.events.every((row) => row.occurred_at >= start && row.occurred_at < end)).toBe(true);
      expect(
        emitted.events.every((row, i) => i === 0 || row.occurred_at >= (emitted.events[i - 1]?.occurred_at ?? 0)),
      ).toBe(true);
      expect(emitted.events.every((row) => row.received_at >= row.occurred_at && row.received_at < end)).toBe(true);
      const latest = Math.max(...emitted.events.map((row) => row.received_at - row.occurred_at));
      expect(latest / 86_400e6).toBeGreaterThan(10);
      expect(latest / 86_400e6).toBeLessThanOrEqual(15);
    });

    test("spoils as many rows as its dial says", () => {
      const share = (fault: string): number =>
        emitted.dirt.filter((row) => row.fault === fault).length / before.events.length;
      expect(Math.abs(share("duplicate") - dirt.duplicateRate)).toBeLessThan(0.01);
      expect(Math.abs(share("conflict") - dirt.conflictRate)).toBeLessThan(0.005);
      expect(Math.abs(share("missing_platform") - dirt.missingRate / 3)).toBeLessThan(0.005);
    });
  },
);

test("a dial at zero spoils nothing", () => {
  const company = companyWith({ users: 20 });
  expect(emit({ ...company, scenario: { ...company.scenario, dirt: dirtAt(0) } })).toEqual(emit(company));
});

/** What the rules of loading make of the rows: one row an id, aliases followed, new or returning by the first active day. */
function cleaned(company: Company, { events, aliases }: Emitted): EventRow[] {
  const owner = new Map(aliases.map(({ alias_id, user_id }) => [alias_id, user_id]));
  const counted = [...grouped(events, (row) => row.event_id).values()].flatMap((rows) => {
    const first = rows.toSorted((a, b) => a.received_at - b.received_at)[0];
    return first === undefined ? [] : [{ ...first, user_id: owner.get(first.user_id) ?? first.user_id }];
  });
  const dayOf = (row: EventRow): number => localDayOf(company.timezone, row.occurred_at);
  const firstDay = new Map<string, number>();
  for (const row of counted) firstDay.set(row.user_id, Math.min(firstDay.get(row.user_id) ?? Infinity, dayOf(row)));
  return counted.map((row) => ({ ...row, user_type: dayOf(row) === firstDay.get(row.user_id) ? "new" : "returning" }));
}

/** What a row says, whatever its number and however late it came. */
function body({ user_id, event_name, occurred_at, platform, country, user_type, project_id }: EventRow): string {
  return JSON.stringify([user_id, event_name, occurred_at, platform, country, user_type, project_id]);
}
