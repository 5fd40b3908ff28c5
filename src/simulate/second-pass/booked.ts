import type { Day, Instant } from "../../schema/date.ts";
import { addPeriods } from "../../schema/period.ts";
import { localDayOf } from "../../schema/timezone.ts";
import type { Version } from "../billing/versions.ts";
import type { Company } from "../company.ts";
import { type Buckets, firstDayOfBuckets } from "../truth/buckets.ts";
import type { Amount } from "./paid-spans.ts";
import type { Slice } from "./slices.ts";

/** What is counted of subscriptions: before and after discounts. */
export const bases = ["list", "net"] as const;
export type Basis = (typeof bases)[number];

/** Something that happened to one customer's subscription at an instant, and what it adds to the figure `name`. */
export interface Booked<Name extends string = string> {
  readonly at: Instant;
  readonly name: Name;
  readonly amount: Amount;
  /** Whose plan, interval, country and platform it is booked to. */
  readonly of: Version;
  /** Of a switch: the version on its other side. A slice that both lie in does not see it. */
  readonly other: Version | null;
}

/** Whether a slice sees what is booked. */
export function isSeen({ of, other }: Booked, slice: Slice): boolean {
  return slice.has(of) && !(other !== null && slice.has(other));
}

/** Sums of what was booked, to be read by bucket. */
export interface BookedSums {
  /** What was booked on the days of a bucket. */
  during(name: string, bucket: BucketOf): number;
  /** What was booked up to the opening or the close of a bucket. */
  upTo(name: string, when: "opening" | "close", bucket: BucketOf): number;
}

/** A bucket by its grain and first day. */
export interface BucketOf {
  readonly grain: Buckets["grain"];
  readonly period: Day;
}

/** Sum what was booked, on one price basis. */
export function sumsOf(company: Company, booked: readonly Booked[], basis: Basis): BookedSums {
  const from = firstDayOfBuckets(company);
  // Entry d is what was booked before day d of the buckets; entry 0 is all that came before the first.
  const before = new Map<string, Float64Array>();
  for (const { at, name, amount } of booked) {
    const sums = before.get(name) ?? new Float64Array(company.to - from + 1);
    before.set(name, sums);
    const day = Math.max(0, localDayOf(company.timezone, at) - from + 1);
    sums[day] = (sums[day] ?? 0) + amount[basis];
  }
  for (const sums of before.values())
    for (let day = 1; day < sums.length; day++) sums[day] = (sums[day] ?? 0) + (sums[day - 1] ?? 0);
  const sumBefore = (name: string, day: Day): number => before.get(name)?.[day - from] ?? 0;
  return {
    during: (name, bucket) => sumBefore(name, endOf(company, bucket)) - sumBefore(name, bucket.period),
    upTo: (name, when, bucket) => sumBefore(name, when === "opening" ? bucket.period : endOf(company, bucket)),
  };
}

/** The day on which a bucket closes: its end, or the company's. */
export function endOf({ to }: Company, { grain, period }: BucketOf): Day {
  return Math.min(addPeriods(period, grain, 1), to);
}
