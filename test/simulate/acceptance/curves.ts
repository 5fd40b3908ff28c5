import { civilOf, microsPerUtcDay, weekdayOf } from "../../../src/schema/date.ts";
import type { Scenario } from "../../../src/simulate/scenario.ts";
import type { EventRow } from "../collect.ts";

/** How unlike two distributions are, 0–1: half the sum of the differences of their shares. */
export function distance(counts: readonly number[], weights: readonly number[]): number {
  const [all, total] = [sum(counts), sum(weights)];
  return counts.reduce((off, count, i) => off + Math.abs(count / all - (weights[i] ?? 0) / total), 0) / 2;
}

/** Events by hour of the user's own clock; only of countries with one clock that never changes. */
export function byLocalHour(scenario: Scenario, events: readonly EventRow[]): number[] {
  const counts = Array.from({ length: 24 }, () => 0);
  for (const local of localTimes(scenario, events)) {
    const hour = Math.floor((((local % microsPerUtcDay) + microsPerUtcDay) % microsPerUtcDay) / 3.6e9);
    counts[hour] = (counts[hour] ?? 0) + 1;
  }
  return counts;
}

/** Days on which somebody was active, by weekday (Monday first) of their own clock. */
export function byLocalWeekday(scenario: Scenario, events: readonly EventRow[]): number[] {
  return activeDays(scenario, events, 7, (day) => weekdayOf(day) - 1);
}

/** The same by month of the year, January first. */
export function byLocalMonth(scenario: Scenario, events: readonly EventRow[]): number[] {
  return activeDays(scenario, events, 12, (day) => civilOf(day).month - 1);
}

function activeDays(
  scenario: Scenario,
  events: readonly EventRow[],
  ...[size, indexOf]: [size: number, indexOf: (day: number) => number]
): number[] {
  const seen = new Set<string>();
  const counts = Array.from({ length: size }, () => 0);
  const zones = offsets(scenario);
  for (const { user_id, occurred_at, country } of events) {
    const offset = zones.get(country ?? "");
    if (offset === undefined) continue;
    const day = Math.floor((occurred_at + offset) / microsPerUtcDay);
    const id = `${user_id} ${day}`;
    if (seen.has(id)) continue;
    seen.add(id);
    counts[indexOf(day)] = (counts[indexOf(day)] ?? 0) + 1;
  }
  return counts;
}

function localTimes(scenario: Scenario, events: readonly EventRow[]): number[] {
  const zones = offsets(scenario);
  return events.flatMap(({ occurred_at, country }) => {
    const offset = zones.get(country ?? "");
    return offset === undefined ? [] : [occurred_at + offset];
  });
}

/** Offset in µs of each country that has one clock the whole year. */
function offsets({ countries }: Scenario): ReadonlyMap<string, number> {
  return new Map(
    countries.flatMap(({ code, clocks }) => {
      const [only] = clocks;
      const isSteady = clocks.length === 1 && only !== undefined && only.summerTime === "none";
      return isSteady ? [[code, only.utcOffsetMinutes * 60e6] as const] : [];
    }),
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
