import { microsPerHour } from "../../schema/date.ts";
import { type Bucket, bucketsIn } from "../buckets.ts";
import type { Grain } from "../grain.ts";
import type { Request } from "../compiled.ts";

/** Hours that no bucket of the grain exceeds, clock changes included. */
const mostHours: Readonly<Record<Grain, number>> = {
  hour: 2,
  day: 26,
  week: 7 * 26,
  month: 31 * 26,
  quarter: 92 * 26,
  year: 366 * 26,
  total: 0,
};

/** The cohorts' buckets and those in which the last of them may still return: `periods` − 1 more. */
export function followUpBuckets(
  { question, buckets }: Pick<Request, "question" | "buckets">,
  periods: number,
): readonly Bucket[] {
  const [first, last] = [buckets[0], buckets.at(-1)];
  if (first === undefined || last === undefined) throw new Error("A retention without cohorts has no returns");
  const to = last.to + periods * mostHours[question.grain] * microsPerHour;
  return bucketsIn({ ...question, from: first.from, to }, question.grain).slice(0, buckets.length + periods - 1);
}
