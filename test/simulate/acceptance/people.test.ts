import { describe, expect, test } from "vitest";
import { dayOf, microsPerUtcDay, weekdayOf } from "../../../src/schema/date.ts";
import type { Persona, Scenario } from "../../../src/simulate/scenario.ts";
import { readScenario } from "../../../src/workspace/scenario/read-scenario.ts";
import { companyWith, emit, type Emitted } from "../collect.ts";
import { grouped } from "../grouped.ts";

const base = readScenario("canva-like");
const always = [1, 1, 1, 1, 1, 1, 1];
/** No seasons, trips or customers: whether somebody is active on a day depends on rate, level and need alone. */
const plain: Scenario = {
  ...base,
  growth: { ...base.growth, establishedShare: 0 },
  personas: base.personas.map((persona) => ({
    ...persona,
    // As many of each kind, so that each is measured as finely.
    share: 1,
    weekdays: always,
    months: Array.from({ length: 12 }, () => 1),
    termTime: false,
    trialRate: 0,
    establishedPayingRate: 0,
  })),
  countries: base.countries.filter(({ code }) => code === "GB").map((country) => ({ ...country, holidays: [] })),
  occasions: [],
  tenure: [],
  tripRate: 0,
};
const [from, to] = [dayOf(2025, 1, 1), dayOf(2026, 1, 1)];
const seed = 71;
const living = live(plain, 4_500);

describe(`4,500 people of six kinds without seasons, seed ${seed}`, () => {
  test.each(plain.personas.map((persona) => [persona.name, persona] as const))(
    "%s come back after four weeks, twelve and twenty-four as often as rate and life say",
    (_name, persona) => {
      for (const age of [28, 84, 168]) expect(standardErrorsOff(living, persona, age)).toBeLessThan(4);
    },
  );

  test("arrive the more the later, and by their weekdays", () => {
    const days = living.people.map(({ signed_up_on: day }) => day ?? Number.NaN);
    const { monthlyRate, weekdays } = plain.growth;
    const weights = Array.from({ length: to - from }, (_, d) => (1 + monthlyRate / 30) ** d * weekdayWeight(from + d));
    const share = (holds: (day: number) => boolean) => days.filter(holds).length / days.length;
    const wanted = (holds: (day: number) => boolean) =>
      weights.reduce((sum, weight, d) => sum + (holds(from + d) ? weight : 0), 0) / weights.reduce((a, b) => a + b, 0);
    const halves = [
      (day: number) => day < from + 90,
      (day: number) => day >= to - 90,
      (day: number) => weekdayOf(day) > 5,
    ];
    for (const holds of halves) expect(Math.abs(share(holds) / wanted(holds) - 1)).toBeLessThan(0.03);

    function weekdayWeight(day: number): number {
      return weekdays[weekdayOf(day) - 1] ?? 0;
    }
  });

  test("are new on the day on which they arrive, and on no other", () => {
    const arrived = new Map(living.people.map((row) => [row.user_id, row.signed_up_on]));
    const isNew = living.events.map(
      (row) => arrived.get(row.user_id) === Math.floor(row.occurred_at / microsPerUtcDay),
    );
    expect(living.events.filter((row, i) => (row.user_type === "new") !== isNew[i]).slice(0, 3)).toEqual([]);
    expect(isNew.filter(Boolean).length).toBeGreaterThan(4_500);
  });
});

/** Everybody is there from the first day and never leaves, so that the year tells how much each creates. */
function creators(creatorExponent: number): Emitted {
  const steady = plain.personas
    .filter(({ name }) => name === "team")
    .map((persona) => ({ ...persona, life: { alpha: 0.000_1, beta: 10_000 } }));
  return live({ ...plain, personas: steady, growth: { ...plain.growth, establishedShare: 1 }, creatorExponent }, 192);
}

describe("creators are heavy-tailed: projects fall off as 1 ÷ rank ^ exponent", () => {
  test("with the scenario's exponent, within 0.1", () => {
    expect(Math.abs(zipfExponent(creators(plain.creatorExponent)) - plain.creatorExponent)).toBeLessThan(0.1);
  });

  test("and equal creators are noticed", () => {
    expect(zipfExponent(creators(0))).toBeLessThan(0.3);
  });
});

test("people who never leave are noticed", () => {
  const some = plain.personas.filter(({ name }) => name === "casual" || name === "teacher");
  const loyal = some.map((persona) => ({ ...persona, life: { alpha: 0.000_1, beta: 10_000 } }));
  const kept = live({ ...plain, personas: loyal }, 900);
  for (const persona of some) expect(standardErrorsOff(kept, persona, 168)).toBeGreaterThan(4);
});

function live(scenario: Scenario, users: number): Emitted {
  return emit(companyWith({ users, seed, scenario, from, to }));
}

/** By how many standard errors the share of a persona seen in the 28 days from `age` on differs from what it must be. */
function standardErrorsOff({ people, events }: Emitted, persona: Persona, age: number): number {
  const members = people.filter((row) => row.persona === persona.name && (row.signed_up_on ?? to) + age + 28 <= to);
  const ages = grouped(events, ({ user_id }) => user_id);
  const seen = members.filter(({ user_id, signed_up_on }) =>
    (ages.get(user_id) ?? []).some(({ occurred_at }) => {
      const days = Math.floor(occurred_at / microsPerUtcDay) - (signed_up_on ?? 0);
      return days >= age && days < age + 28;
    }),
  );
  expect(members.length).toBeGreaterThan(100);
  const wanted = shareSeen(persona, age);
  return Math.abs(seen.length / members.length - wanted) / Math.sqrt((wanted * (1 - wanted)) / members.length);
}

/** The chance to be seen in 28 days from `age` on: over lifetimes (beta-geometric weeks) and levels, day by day. */
function shareSeen({ activeDayRate, life }: Persona, age: number): number {
  const levels = [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.8, 2.3];
  const unseen = (needed: number): number =>
    levels.reduce((sum, level) => {
      const chance = activeDayRate * level;
      return sum + (1 - chance) ** needed * (1 - chance / 16) ** (28 - needed);
    }, 0) / levels.length;
  let [alive, share] = [1, 0];
  for (let week = 1; alive > 1e-9 && week <= 520; week++) {
    const leaves = alive * (life.alpha / (life.alpha + life.beta + week - 1));
    alive -= leaves;
    for (let day = 0; day < 7; day++) {
      const needed = Math.max(0, Math.min(28, week * 7 + day - age + 1));
      share += (leaves / 7) * (1 - unseen(needed));
    }
  }
  return share + alive * (1 - unseen(28));
}

/** The slope by which projects a day of activity fall off over the ranks of creators, in logarithms. */
function zipfExponent({ events }: Emitted): number {
  const perDay = [...grouped(events, ({ user_id }) => user_id).values()].map((rows) => {
    const days = new Set(rows.map(({ occurred_at }) => Math.floor(occurred_at / microsPerUtcDay))).size;
    return rows.filter(({ event_name }) => event_name === "project_created").length / days;
  });
  const sorted = perDay.toSorted((a, b) => b - a);
  const levels = 32;
  const points = Array.from({ length: levels }, (_, i) => {
    const own = sorted.slice((i * sorted.length) / levels, ((i + 1) * sorted.length) / levels);
    return { x: Math.log(i + 1), y: Math.log(own.reduce((sum, value) => sum + value, 0) / own.length) };
  });
  const mean = (of: (point: (typeof points)[number]) => number) => points.reduce((sum, p) => sum + of(p), 0) / levels;
  const [x, y] = [mean((p) => p.x), mean((p) => p.y)];
  return -mean((p) => (p.x - x) * (p.y - y)) / mean((p) => (p.x - x) ** 2);
}
