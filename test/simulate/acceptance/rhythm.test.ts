import { describe, expect, test } from "vitest";
import { dayOf, formatDay, microsPerUtcDay } from "../../../src/schema/date.ts";
import type { Scenario } from "../../../src/simulate/scenario.ts";
import { readScenario } from "../../../src/workspace/scenario/read-scenario.ts";
import { companyWith, emit, type EventRow } from "../collect.ts";
import { byLocalHour, byLocalMonth, byLocalWeekday, distance } from "./curves.ts";

/** Teams whose need never ends, all there from the first day: what they do differs by hour, weekday and month alone. */
const base = readScenario("canva-like");
const steady: Scenario = {
  ...base,
  growth: { ...base.growth, establishedShare: 1 },
  personas: base.personas
    .filter(({ name }) => name === "team")
    .map((persona) => ({ ...persona, life: { alpha: 0.000_1, beta: 10_000 }, trialRate: 0, establishedPayingRate: 0 })),
  countries: base.countries.map((country) => ({ ...country, holidays: [] })),
  occasions: [],
  tripRate: 0,
};
const seed = 51;
const events = eventsOf(steady, 250);

describe(`users whose need never ends, over a whole year, seed ${seed}`, () => {
  test("work by the hours of the scenario, on their own clocks, within 4 %", () => {
    expect(distance(byLocalHour(steady, events), steady.hours)).toBeLessThan(0.04);
  });

  test("work by its weekdays, on their own clocks, within 2 %", () => {
    expect(distance(byLocalWeekday(steady, events), weekdays(steady))).toBeLessThan(0.02);
  });

  test("work by its months within 2 %", () => {
    expect(distance(byLocalMonth(steady, events), daysByMonth(steady))).toBeLessThan(0.02);
  });
});

describe("the classic bugs are seen", () => {
  test("day and night inverted", () => {
    const inverted = events.map((row) => ({ ...row, occurred_at: row.occurred_at + microsPerUtcDay / 2 }));
    expect(distance(byLocalHour(steady, inverted), steady.hours)).toBeGreaterThan(0.3);
  });

  test("clocks added instead of subtracted", () => {
    const offset = new Map(
      steady.countries.map(({ code, clocks }) => [code, (clocks[0]?.utcOffsetMinutes ?? 0) * 60e6]),
    );
    const wrong = events.map((row) => ({
      ...row,
      occurred_at: row.occurred_at + 2 * (offset.get(row.country ?? "") ?? 0),
    }));
    expect(distance(byLocalHour(steady, wrong), steady.hours)).toBeGreaterThan(0.2);
  });

  test("weekends ignored", () => {
    const flat = eventsOf({
      ...steady,
      personas: steady.personas.map((p) => ({ ...p, weekdays: [1, 1, 1, 1, 1, 1, 1] })),
    });
    expect(distance(byLocalWeekday(steady, flat), weekdays(steady))).toBeGreaterThan(0.1);
  });

  test("seasons ignored", () => {
    const flat = eventsOf({
      ...steady,
      personas: steady.personas.map((p) => ({ ...p, months: p.months.map(() => 1) })),
    });
    expect(distance(byLocalMonth(steady, flat), daysByMonth(steady))).toBeGreaterThan(0.03);
  });
});

test("holidays are quiet where they are holidays, and nowhere else", () => {
  const countries = base.countries.filter(({ code }) => code === "IN" || code === "VN");
  const rows = eventsOf({ ...steady, countries }, 200);
  const on = (code: string, date: string): number =>
    new Set(rows.filter((row) => row.country === code && dayIn(row) === date).map(({ user_id }) => user_id)).size;
  // 2 October 2025 is a Thursday: Gandhi's birthday in India, a working day in Viet Nam; a week later is one in both.
  expect(on("IN", "2025-10-02") / on("IN", "2025-10-09")).toBeLessThan(0.45);
  expect(on("VN", "2025-10-02") / on("VN", "2025-10-09")).toBeGreaterThan(0.7);
});

test("students rest in the summer of their own half of the world", () => {
  const student = base.personas.filter(({ name }) => name === "student");
  const south = base.countries.filter(({ code }) => code === "BR");
  const long = student.map((persona) => ({ ...persona, life: { alpha: 0.000_1, beta: 10_000 } }));
  const months = byLocalMonth(
    { ...steady, countries: south },
    eventsOf({ ...steady, personas: long, countries: south }),
  );
  expect((months[0] ?? 0) / (months[7] ?? 1)).toBeLessThan(0.65);
});

function eventsOf(scenario: Scenario, users = 100): readonly EventRow[] {
  return emit(companyWith({ users, seed, scenario, from: dayOf(2025, 1, 1), to: dayOf(2026, 1, 1) })).events;
}

function dayIn({ occurred_at }: EventRow): string {
  return formatDay(Math.floor((occurred_at + 6.5 * 3.6e9) / microsPerUtcDay));
}

function weekdays({ personas }: Scenario): readonly number[] {
  return personas[0]?.weekdays ?? [];
}

/** What the months weigh: their multiplier times the mean weekday's, day by day. */
function daysByMonth({ personas }: Scenario): number[] {
  const [persona] = personas;
  return Array.from({ length: 12 }, (_, month) => {
    const days = (month === 11 ? dayOf(2026, 1, 1) : dayOf(2025, month + 2, 1)) - dayOf(2025, month + 1, 1);
    return days * (persona?.months[month] ?? 0);
  });
}
