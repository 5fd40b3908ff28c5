import type { Day } from "../../schema/date.ts";
import { addPeriods } from "../../schema/period.ts";
import type { Company } from "../company.ts";
import { created, exported, opened } from "../day-log.ts";
import type { ActivityKey } from "./activity-key.ts";
import { type ArrKey, arrMetrics } from "./arr-key.ts";
import type { Buckets, KeyGrain } from "./buckets.ts";
import { activeUsers, creators, exporters } from "./distinct-key.ts";
import type { Segment } from "./segments.ts";
import { windows } from "./trailing-key.ts";

/** One answer: what `metric` comes to in the period that starts on `period`, in one segment. */
export interface KeyRow {
  readonly metric: string;
  readonly grain: KeyGrain;
  readonly period: Day;
  readonly segment: Segment;
  /** Null for counts. */
  readonly currency: string | null;
  readonly value: number;
}

const eventMetrics = [
  { metric: "editor_opens", kinds: [opened] },
  { metric: "projects_created", kinds: [created] },
  { metric: "projects_exported", kinds: [exported] },
  { metric: "events", kinds: [opened, created, exported] },
] as const;

/** Distinct counts; one with a fixed grain is asked at that grain only. */
const distinctMetrics: readonly { metric: string; measure: number; only: KeyGrain | null }[] = [
  { metric: "active_users", measure: activeUsers, only: null },
  { metric: "creators", measure: creators, only: null },
  { metric: "exporters", measure: exporters, only: null },
  { metric: "dau", measure: activeUsers, only: "day" },
  { metric: "wau", measure: activeUsers, only: "week" },
  { metric: "mau", measure: activeUsers, only: "month" },
];

/** Every metric that an answer key has rows of. */
export const keyMetrics: readonly string[] = [
  ...eventMetrics.map(({ metric }) => metric),
  ...distinctMetrics.map(({ metric }) => metric),
  ...windows.map(({ metric }) => metric),
  ...arrMetrics.flatMap(({ list, net }) => [list, net]),
];

/** The rows of activity: every bucket of the whole, and of each slice the buckets that are not zero. */
export function* activityRows(
  key: ActivityKey,
  segments: readonly Segment[],
  grains: readonly Buckets[],
): Generator<KeyRow> {
  for (const [index, segment] of segments.entries()) {
    for (const { metric, kinds } of eventMetrics) {
      const perDay = kinds.map((kind) => key.eventsPerDay(kind, index));
      for (const buckets of grains) yield* rowsOf({ metric, buckets, segment }, (b) => sumWithin(perDay, buckets, b));
    }
    for (const [grain, buckets] of grains.entries()) {
      for (const { metric, measure, only } of distinctMetrics) {
        if (only !== null && only !== buckets.grain) continue;
        const figures = key.distinct.figures(grain, measure, index);
        yield* rowsOf({ metric, buckets, segment }, (b) => figures[b] ?? 0);
      }
    }
    for (const { metric, days } of windows) {
      const perDay = key.trailing.perDay(days, index);
      // Every day of the range is complete, so a bucket is read at its last day within it.
      for (const buckets of grains)
        yield* rowsOf({ metric, buckets, segment }, (b) => perDay[buckets.lastDay[b] ?? 0] ?? 0);
    }
  }
}

/** The rows of ARR, by the same rule. A bucket that begins before the range is counted whole. */
export function* arrRows(key: ArrKey, company: Company, grains: readonly Buckets[]): Generator<KeyRow> {
  const questions = company.scenario.billing.markets.flatMap(({ currency }, market) =>
    key.segments.map((segment, index) => ({ currency, market, segment, index })),
  );
  for (const { currency, market, segment, index } of questions) {
    for (const [metric, names] of arrMetrics.entries()) {
      for (const basis of ["list", "net"] as const) {
        const perDay = key.perDay({ metric, basis, segment: index, market });
        const isStock = metric === 0;
        for (const buckets of grains) {
          yield* rowsOf({ metric: names[basis], buckets, segment, currency }, (b) => {
            const start = buckets.starts[b] ?? 0;
            const end = Math.min(addPeriods(start, buckets.grain, 1), company.to);
            if (isStock) return perDay[end - 1 - key.from] ?? 0;
            return perDay.subarray(start - key.from, end - key.from).reduce((sum, amount) => sum + amount, 0);
          });
        }
      }
    }
  }
}

function* rowsOf(
  of: { metric: string; buckets: Buckets; segment: Segment; currency?: string },
  valueOf: (bucket: number) => number,
): Generator<KeyRow> {
  const { metric, buckets, segment } = of;
  for (const [bucket, period] of buckets.starts.entries()) {
    const value = valueOf(bucket);
    if (value === 0 && segment.dimension !== null) continue;
    yield { metric, grain: buckets.grain, period, segment, currency: of.currency ?? null, value };
  }
}

function sumWithin(perDay: readonly Float64Array[], { firstDay, lastDay }: Buckets, bucket: number): number {
  let sum = 0;
  for (let d = firstDay[bucket] ?? 0; d <= (lastDay[bucket] ?? -1); d++) {
    for (const figures of perDay) sum += figures[d] ?? 0;
  }
  return sum;
}
