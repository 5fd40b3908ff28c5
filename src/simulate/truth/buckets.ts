import type { Day } from "../../schema/date.ts";
import { addPeriods, periodsIn, periodStart } from "../../schema/period.ts";
import type { Company } from "../company.ts";

/** The grains of the answer key. */
export const keyGrains = ["day", "week", "month", "quarter"] as const;
/** A grain of the key, or the year, which single figures of a full key are told by. */
export type KeyGrain = (typeof keyGrains)[number] | "year";

/** The buckets of one grain that overlap a company's range, in order. */
export interface Buckets {
  readonly grain: KeyGrain;
  /** First day of each. */
  readonly starts: readonly Day[];
  /** Index of the bucket of each of the company's days. */
  readonly ofDay: Int32Array;
  /** First day index and last day index (inclusive) of each bucket within the company's days. */
  readonly firstDay: Int32Array;
  readonly lastDay: Int32Array;
}

/** The buckets of `company`, grain by grain. */
export function bucketsOf(company: Company, grains: readonly KeyGrain[] = keyGrains): readonly Buckets[] {
  return grains.map((grain) => {
    const starts = periodsIn(company, grain, company.weekStart);
    const ofDay = new Int32Array(company.to - company.from);
    const firstDay = new Int32Array(starts.length);
    const lastDay = new Int32Array(starts.length);
    starts.forEach((start, bucket) => {
      const first = Math.max(start, company.from) - company.from;
      const end = Math.min(addPeriods(start, grain, 1), company.to) - company.from;
      ofDay.fill(bucket, first, end);
      firstDay[bucket] = first;
      lastDay[bucket] = end - 1;
    });
    return { grain, starts, ofDay, firstDay, lastDay };
  });
}

/** The first day of all those buckets: a bucket that overlaps the range is counted whole, also before the range. */
export function firstDayOfBuckets(company: Company): Day {
  return Math.min(...keyGrains.map((grain) => periodStart(company.from, grain, company.weekStart)));
}
