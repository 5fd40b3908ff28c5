import { type Day, formatDay, formatInstant, type Instant, microsPerHour, microsPerSecond } from "../schema/date.ts";
import { addPeriods, type CalendarGrain, periodsIn, type WeekStart } from "../schema/period.ts";
import { localDayOf, offsetAt, startOfDay, type Timezone } from "../schema/timezone.ts";
import type { PeriodState } from "./answer.ts";
import type { Grain } from "./grain.ts";

/** One bucket of an answer: [from, to) as instants, and the local days it consists of: [firstDay, endDay). */
export interface Bucket {
  /** How the bucket is printed: its first day, or its instant for hours. */
  readonly period: string;
  /** How SQL names it: the first day, or the instant for hours. */
  readonly key: number;
  readonly from: Instant;
  readonly to: Instant;
  readonly firstDay: Day;
  readonly endDay: Day;
}

/** A half-open range of instants and how its days and weeks are cut. */
export interface BucketRange {
  readonly from: Instant;
  readonly to: Instant;
  readonly zone: Timezone;
  readonly weekStart: WeekStart;
}

/** Every bucket of `grain` that overlaps the range, whole, in order; for `total` the range itself. */
export function bucketsIn(range: BucketRange, grain: Grain): readonly Bucket[] {
  if (grain === "hour") return hoursIn(range);
  const { zone, weekStart } = range;
  const days = daysIn(range);
  if (grain === "total") return [{ ...dayBucket(zone, days), from: range.from, to: range.to }];
  return periodsIn(days, grain, weekStart).map((from) =>
    dayBucket(zone, { from, to: addPeriods(from, grain satisfies CalendarGrain, 1) }),
  );
}

/** The local days that overlap the range, half-open. */
export function daysIn({ from, to, zone }: BucketRange): { readonly from: Day; readonly to: Day } {
  return { from: localDayOf(zone, from), to: localDayOf(zone, to - 1) + 1 };
}

/** Whether the range begins and ends where local days do. */
export function isWholeDays(range: BucketRange): boolean {
  const days = daysIn(range);
  return startOfDay(range.zone, days.from) === range.from && startOfDay(range.zone, days.to) === range.to;
}

function dayBucket(zone: Timezone, days: { readonly from: Day; readonly to: Day }): Bucket {
  return {
    period: formatDay(days.from),
    key: days.from,
    from: startOfDay(zone, days.from),
    to: startOfDay(zone, days.to),
    firstDay: days.from,
    endDay: days.to,
  };
}

function hoursIn({ from, to, zone }: BucketRange): Bucket[] {
  const buckets: Bucket[] = [];
  let start = startOfHour(zone, from);
  while (start < to) {
    // An offset that changes by half an hour makes one bucket of another length.
    const next = Math.max(startOfHour(zone, start + microsPerHour), start + 1);
    const day = localDayOf(zone, start);
    buckets.push({ period: formatInstant(start), key: start, from: start, to: next, firstDay: day, endDay: day + 1 });
    start = next;
  }
  return buckets;
}

function startOfHour(zone: Timezone, instant: Instant): Instant {
  const offset = offsetAt(zone, instant) * microsPerSecond;
  return Math.floor((instant + offset) / microsPerHour) * microsPerHour - offset;
}

/** State of a bucket by watermark `w` (null: nothing loaded, so everything is still open). */
export function stateOf({ from, to }: Bucket, w: Instant | null, lateDays: number): PeriodState {
  if (w === null || from >= w) return "future";
  if (to > w) return "open";
  return w < to + lateDays * 24 * microsPerHour ? "provisional" : "closed";
}

/** Number of whole local days of `bucket` that are complete at watermark `w`. */
export function completeDays(bucket: Bucket, w: Instant, zone: Timezone): number {
  return Math.max(0, Math.min(bucket.endDay, localDayOf(zone, w)) - bucket.firstDay);
}
