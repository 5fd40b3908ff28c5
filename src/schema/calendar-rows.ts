import { civilOf, type Day, dayOf, weekdayOf } from "./date.ts";
import { periodStart, type WeekStart } from "./period.ts";
import type { RowOf } from "./table.ts";
import type { calendar } from "./tables/calendar.ts";

/** How a workspace divides time: first weekday of a week, first month (1–12) of the fiscal year. */
export interface CalendarSettings {
  readonly weekStart: WeekStart;
  readonly fiscalYearStartMonth: number;
}

/** The calendar row of `day`. */
export function calendarRow(day: Day, { weekStart, fiscalYearStartMonth }: CalendarSettings): RowOf<typeof calendar> {
  const { year, month } = civilOf(day);
  const monthsIntoFiscalYear = (month - fiscalYearStartMonth + 12) % 12;
  const startsThisYear = month >= fiscalYearStartMonth;
  return {
    date: day,
    iso_week: isoWeek(day),
    week_start: periodStart(day, "week", weekStart),
    month_start: periodStart(day, "month", weekStart),
    quarter_start: periodStart(day, "quarter", weekStart),
    year_start: periodStart(day, "year", weekStart),
    month,
    quarter: Math.ceil(month / 3),
    year,
    fiscal_year: year + (fiscalYearStartMonth > 1 && startsThisYear ? 1 : 0),
    fiscal_quarter: Math.floor(monthsIntoFiscalYear / 3) + 1,
    weekday: weekdayOf(day),
  };
}

/** ISO 8601 week label of `day`, e.g. `2026-W47`: the week belongs to the year of its Thursday. */
export function isoWeek(day: Day): string {
  const thursday = day - weekdayOf(day) + 4;
  const { year } = civilOf(thursday);
  const week = Math.floor((thursday - dayOf(year, 1, 1)) / 7) + 1;
  return `${year}-W${String(week).padStart(2, "0")}`;
}
