import { addPeriods, periodStart } from "../schema/period.ts";
import { formatDay } from "../schema/date.ts";
import { localDayOf, startOfDay } from "../schema/timezone.ts";
import type { DataState } from "./data-state.ts";
import type { Grain } from "./grain.ts";

/** A range people know by name; `to` is exclusive. */
export interface Preset {
  readonly name: string;
  readonly label: string;
  readonly from: string;
  readonly to: string;
  /** The grain that shows the range well. */
  readonly grain: Grain;
}

/**
 * The known ranges, counted back from the watermark and never from the clock, so that they depend on the data alone.
 * "Today" is the last day with data. It belongs to the ranges "to date"; the ranges of so many days end with the last day
 * that is complete.
 */
export function presetRanges({ zone, weekStart, completeBefore, days }: DataState): readonly Preset[] {
  const w = completeBefore.events ?? completeBefore.subscriptions;
  const first = days.events?.first ?? days.subscriptions?.first;
  if (w === null || first === undefined) return [];
  const lastDay = localDayOf(zone, w - 1);
  const end = lastDay + 1;
  const isComplete = startOfDay(zone, end) <= w;
  // The last day with data is today while it is still open; once it is complete, ranges of complete days end with it.
  const today = lastDay;
  const complete = isComplete ? end : lastDay;
  const month = periodStart(end - 1, "month", weekStart);
  const quarter = periodStart(end - 1, "quarter", weekStart);
  const year = periodStart(end - 1, "year", weekStart);
  const preset = (
    name: string,
    label: string,
    { from, to, grain }: { from: number; to: number; grain: Grain },
  ): Preset => ({
    name,
    label,
    from: formatDay(from),
    to: formatDay(to),
    grain,
  });
  const lastDays = (count: number, grain: Grain) =>
    preset(`last_${count}_days`, `Last ${count} days`, { from: complete - count, to: complete, grain });
  return [
    preset("today", "Today", { from: today, to: today + 1, grain: "hour" }),
    preset("yesterday", "Yesterday", { from: today - 1, to: today, grain: "hour" }),
    lastDays(7, "day"),
    lastDays(28, "day"),
    lastDays(30, "day"),
    lastDays(91, "week"),
    preset("month_to_date", "Month to date", { from: month, to: end, grain: "day" }),
    preset("quarter_to_date", "Quarter to date", { from: quarter, to: end, grain: "week" }),
    preset("last_month", "Last month", { from: addPeriods(month, "month", -1), to: month, grain: "day" }),
    preset("year_to_date", "Year to date", { from: year, to: end, grain: "month" }),
    preset("last_12_months", "Last 12 months", {
      from: addPeriods(periodStart(complete, "month", weekStart), "month", -12),
      to: periodStart(complete, "month", weekStart),
      grain: "month",
    }),
    preset("all", "All time", { from: first, to: end, grain: "month" }),
  ];
}
