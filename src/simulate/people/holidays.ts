import { civilOf, type Day, dayOf, weekdayOf } from "../../schema/date.ts";
import type { Holiday } from "./country.ts";

/** Whether `day` is one of `holidays`. */
export function isHoliday(holidays: readonly Holiday[], day: Day): boolean {
  const { year, month, dayOfMonth } = civilOf(day);
  return holidays.some((holiday) => {
    switch (holiday.kind) {
      case "date":
        return holiday.month === month && holiday.dayOfMonth === dayOfMonth;
      case "weekday":
        return holiday.month === month && nthWeekday(year, holiday) === day;
      case "easter":
        return easterSunday(year) + holiday.days === day;
    }
  });
}

/** The `nth` (−1 = last) `weekday` of a month. */
export function nthWeekday(
  year: number,
  { month, weekday, nth }: { readonly month: number; readonly weekday: number; readonly nth: number },
): Day {
  if (nth < 0) {
    const next = month === 12 ? dayOf(year + 1, 1, 1) : dayOf(year, month + 1, 1);
    return next - 1 - ((weekdayOf(next - 1) - weekday + 7) % 7);
  }
  const first = dayOf(year, month, 1);
  return first + ((weekday - weekdayOf(first) + 7) % 7) + 7 * (nth - 1);
}

/** Easter Sunday of the Gregorian calendar. Source: the anonymous algorithm of Nature, 20 April 1876. */
export function easterSunday(year: number): Day {
  const a = year % 19;
  const [b, c] = [Math.floor(year / 100), year % 100];
  const [d, e] = [Math.floor(b / 4), b % 4];
  const g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - d - g + 15) % 30;
  const [i, k] = [Math.floor(c / 4), c % 4];
  const l = (32 + 2 * e + 2 * i - h - k) % 7;
  const m = Math.floor((a + 11 * h + 19 * l) / 433);
  const month = Math.floor((h + l - 7 * m + 90) / 25);
  const dayOfMonth = (h + l - 7 * m + 33 * month + 19) % 32;
  return dayOf(year, month, dayOfMonth);
}
