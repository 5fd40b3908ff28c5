import { microsPerSecond, microsPerUtcDay } from "../schema/date.ts";
import { localDayOf, offsetAt } from "../schema/timezone.ts";
import { type Bucket, isWholeDays } from "./buckets.ts";
import type { ComparableRanges } from "./comparable-ranges.ts";
import { sameDayYearBefore } from "./compare-range.ts";
import type { Compare } from "./question.ts";

/** The buckets of a range, and those of the range it is compared with. */
export interface BothBuckets {
  readonly now: readonly Bucket[];
  readonly before: readonly Bucket[];
}

/**
 * For each bucket of the range the one it is compared with, null where there is none. Hours stand beside hours of the same
 * local time, days of a year beside the same dates, so that neither a change of clocks nor a leap day shifts all that
 * come after it; other buckets by their place.
 */
export function alignedBuckets(
  { now, before }: BothBuckets,
  ranges: ComparableRanges,
  { kind }: Compare,
): readonly (Bucket | null)[] {
  const { grain } = ranges.now;
  const areHours = grain === "hour" && isWholeDays(ranges.now) && isWholeDays(ranges.before);
  const isOfYear = kind === "previous_year" && (grain === "day" || areHours);
  if (!areHours && !isOfYear) return now.map((_, place) => before[place] ?? null);
  const { zone } = ranges.now;
  const clockOf = ({ from }: Bucket) => from + offsetAt(zone, from) * microsPerSecond;
  const days = localDayOf(zone, ranges.now.from) - localDayOf(zone, ranges.before.from);
  const clockBefore = (bucket: Bucket) => {
    const day = bucket.firstDay;
    const then = isOfYear ? sameDayYearBefore(day) : day - days;
    return clockOf(bucket) - (day - then) * microsPerUtcDay;
  };
  // An hour that comes twice, and the day before a leap day, are taken one by one.
  const waiting = new Map<number, Bucket[]>();
  for (const bucket of before) waiting.set(clockOf(bucket), [...(waiting.get(clockOf(bucket)) ?? []), bucket]);
  return now.map((bucket) => waiting.get(clockBefore(bucket))?.shift() ?? null);
}
