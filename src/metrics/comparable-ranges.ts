import { localDayOf, startOfDay } from "../schema/timezone.ts";
import { daysIn } from "./buckets.ts";
import type { Question } from "./question.ts";

/** A range and the one it is compared with. */
export interface ComparableRanges {
  readonly now: Question;
  readonly before: Question;
}

/**
 * What of two ranges can be compared at watermark `w`: both whole where both are complete; else the first local days of
 * each, as many as are complete in the one that is open, each range as one bucket. Null where no day is complete.
 */
export function comparableRanges({ now, before }: ComparableRanges, w: number | null): ComparableRanges | null {
  const days = Math.min(...[now, before].map((range) => completeDaysIn(range, w)));
  if (days === Infinity) return { now, before };
  if (days === 0) return null;
  const first = firstDays(now, days);
  const { from, to } = daysIn(first);
  return { now: first, before: firstDays(before, to - from) };
}

/** Local days of an open range that are complete; of a complete one no number limits what is compared. */
function completeDaysIn({ zone, from, to }: Question, w: number | null): number {
  return w === null || to <= w ? Infinity : Math.max(0, localDayOf(zone, w) - localDayOf(zone, from));
}

/** The first `days` local days of a question's range as one bucket, or all of it where it is shorter. */
function firstDays(question: Question, days: number): Question {
  const { zone, from, to } = question;
  return { ...question, to: Math.min(startOfDay(zone, localDayOf(zone, from) + days), to), grain: "total" };
}
