import { civilOf, type Day, dayOf, weekdayOf } from "./date.ts";

/** Length of a calendar bucket. */
export type CalendarGrain = "day" | "week" | "month" | "quarter" | "year";

/** First weekday of a week: 1 Monday … 7 Sunday. */
export type WeekStart = 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** Names of the weekdays, Monday first: entry i is weekday i + 1. */
export const weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;

/** First day of the bucket of `grain` that `day` lies in. */
export function periodStart(day: Day, grain: CalendarGrain, weekStart: WeekStart): Day {
  const { year, month } = civilOf(day);
  switch (grain) {
    case "day":
      return day;
    case "week":
      return day - ((weekdayOf(day) - weekStart + 7) % 7);
    case "month":
      return dayOf(year, month, 1);
    case "quarter":
      return dayOf(year, month - ((month - 1) % 3), 1);
    case "year":
      return dayOf(year, 1, 1);
  }
}

/** First day of the bucket that lies `count` buckets after the one that starts on `start`. */
export function addPeriods(start: Day, grain: CalendarGrain, count: number): Day {
  const { year, month } = civilOf(start);
  switch (grain) {
    case "day":
      return start + count;
    case "week":
      return start + 7 * count;
    case "month":
      return addMonths(year, month, count);
    case "quarter":
      return addMonths(year, month, 3 * count);
    case "year":
      return dayOf(year + count, 1, 1);
  }
}

/** First days of every bucket that overlaps [from, to), in order. */
export function periodsIn(
  range: { readonly from: Day; readonly to: Day },
  grain: CalendarGrain,
  weekStart: WeekStart,
): Day[] {
  const starts: Day[] = [];
  for (let start = periodStart(range.from, grain, weekStart); start < range.to; start = addPeriods(start, grain, 1)) {
    starts.push(start);
  }
  return starts;
}

function addMonths(year: number, month: number, count: number): Day {
  const months = year * 12 + (month - 1) + count;
  return dayOf(Math.floor(months / 12), (months % 12) + 1, 1);
}
