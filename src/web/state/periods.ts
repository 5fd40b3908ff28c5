import { type Day, formatDay, parseDay } from "../../schema/date.ts";
import { addPeriods, type CalendarGrain, periodStart, weekdays, type WeekStart } from "../../schema/period.ts";

/** Days [from, to) as `2026-01-31`. */
export interface Days {
  readonly from: string;
  readonly to: string;
}

/** The days of all buckets of `grain` that overlap `days`; `weekStart` is `monday` … `sunday`. */
export function wholePeriods(days: Days, grain: CalendarGrain, weekStart: string): Days {
  const start = weekStartOf(weekStart);
  const first = periodStart(requireDay(days.from), grain, start);
  const last = periodStart(requireDay(days.to) - 1, grain, start);
  return { from: formatDay(first), to: formatDay(addPeriods(last, grain, 1)) };
}

/** The first day of the bucket after the one of `grain` that starts on `period`. */
export function nextPeriod(period: string, grain: CalendarGrain): string {
  return formatDay(addPeriods(requireDay(period), grain, 1));
}

/**
 * The bucket of `grain` in `days` that a headline reads where the data are complete until the day `through`: the last that
 * ends by then, else the last that has begun; null where none has. `days` are whole buckets.
 */
export function headlinePeriod(days: Days, grain: CalendarGrain, through: string): string | null {
  let begun: string | null = null;
  for (let end = days.to; end > days.from;) {
    const start = formatDay(addPeriods(requireDay(end), grain, -1));
    if (end <= through) return start;
    if (start < through) begun ??= start;
    end = start;
  }
  return begun;
}

/** The day so many days after `day`. */
export function addDays(day: string, count: number): string {
  return formatDay(requireDay(day) + count);
}

function weekStartOf(name: string): WeekStart {
  const number = weekdays.findIndex((weekday) => weekday === name) + 1;
  return isWeekStart(number) ? number : 1;
}

function isWeekStart(number: number): number is WeekStart {
  return number >= 1 && number <= 7;
}

function requireDay(text: string): Day {
  const day = parseDay(text);
  if (day === null) throw new Error(`A range has "${text}", which is no day.`);
  return day;
}

/** The stretch of the same length that ends where `days` begin (−1) or begins where they end (1); whole months stay whole. */
export function shiftedDays({ from, to }: Days, direction: -1 | 1): Days {
  const [first, end] = [requireDay(from), requireDay(to)];
  const months = wholeMonths(first, end);
  if (months !== null) {
    return {
      from: formatDay(addPeriods(first, "month", direction * months)),
      to: formatDay(addPeriods(end, "month", direction * months)),
    };
  }
  const length = direction * (end - first);
  return { from: formatDay(first + length), to: formatDay(end + length) };
}

/** How many whole months [first, end) is; null where it cuts one. */
function wholeMonths(first: Day, end: Day): number | null {
  if (periodStart(first, "month", 1) !== first || periodStart(end, "month", 1) !== end) return null;
  let months = 0;
  for (let at = first; at < end; at = addPeriods(at, "month", 1)) months += 1;
  return months;
}
