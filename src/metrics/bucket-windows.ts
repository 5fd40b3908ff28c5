import { civilOf, type Day, dayOf, type Instant } from "../schema/date.ts";
import { localDayOf, startOfDay } from "../schema/timezone.ts";
import { type Fragment, join, sql, value } from "../sql/fragment.ts";
import type { Bucket } from "./buckets.ts";
import type { Request } from "./compiled.ts";

/** A stretch of time whose opening and close are compared, and the bucket its figure belongs to. */
export interface Window {
  readonly key: Day;
  readonly opensAt: Instant;
  /** Where it ends: the bucket's end, be it still to come. */
  readonly endsAt: Instant;
  /** Where it is read: its end, or the watermark that comes before. */
  readonly closesAt: Instant;
}

/** Each bucket that has begun, from its opening to its close. */
export function bucketWindows({ buckets, state }: Request): readonly Window[] {
  const w = state.completeBefore.subscriptions ?? Infinity;
  return begun(buckets, w).map(({ key, from, to }) => ({
    key,
    opensAt: from,
    endsAt: to,
    closesAt: Math.min(to, w),
  }));
}

/** For each bucket that has begun the three months that end with its close (the watermark's day in an open one). */
export function monthsBeforeClose({ buckets, question: { zone }, state }: Request): readonly Window[] {
  const w = state.completeBefore.subscriptions ?? Infinity;
  return begun(buckets, w).flatMap(({ key, endDay }) => {
    const closes = w === Infinity ? endDay : Math.min(endDay, localDayOf(zone, w - 1) + 1);
    return [3, 2, 1].map((months) => {
      const end = startOfDay(zone, monthsEarlier(closes, months - 1));
      const opensAt = startOfDay(zone, monthsEarlier(closes, months));
      return { key, opensAt, endsAt: end, closesAt: Math.min(end, w) };
    });
  });
}

/** The first bucket stands in any case, so that a query always has one. */
function begun(buckets: readonly Bucket[], w: Instant): readonly Bucket[] {
  return buckets.filter(({ from }, i) => i === 0 || from < w);
}

/** Windows as the rows of a step: `period`, `opens_at`, `ends_at` and `closes_at`. */
export function windowStep(windows: readonly Window[]): Fragment {
  return join(
    windows.map(
      ({ key, opensAt, endsAt, closesAt }) =>
        sql`select ${value(key, "date")} as "period", ${value(opensAt, "timestamp")} as "opens_at", ${value(endsAt, "timestamp")} as "ends_at", ${value(closesAt, "timestamp")} as "closes_at"`,
    ),
    "\nunion all ",
  );
}

/** The same day `months` months earlier, or the last day of a month that is shorter. */
function monthsEarlier(day: Day, months: number): Day {
  const { year, month, dayOfMonth } = civilOf(day);
  const index = year * 12 + (month - 1) - months;
  const startOf = (at: number): Day => dayOf(Math.floor(at / 12), (at % 12) + 1, 1);
  return Math.min(startOf(index) + dayOfMonth - 1, startOf(index + 1) - 1);
}
