import { calendarRow, type CalendarSettings } from "../../schema/calendar-rows.ts";
import { formatDay } from "../../schema/date.ts";
import type { Restated } from "./restatements.ts";

/** Weeks that are told one by one. */
const mostTold = 3;

/** What the most telling metric is, in this order, of a week whose figures moved. */
const told = ["events", "active_users", "new_users", "creators", "exporters"];

/**
 * What a load restated, as a person reads it: `week 2026-W12 moved +124 events: 87 late, 31 deduplicated`, the earliest
 * weeks first, and how many more weeks moved.
 */
export function tellRestated(restated: readonly Restated[], settings: CalendarSettings): readonly string[] {
  const weeks = new Map<number, Restated>();
  for (const one of restated.filter(({ grain, metric }) => grain === "week" && told.includes(metric))) {
    const other = weeks.get(one.period);
    if (other === undefined || told.indexOf(one.metric) < told.indexOf(other.metric)) weeks.set(one.period, one);
  }
  const sentences = [...weeks.values()]
    .toSorted((a, b) => a.period - b.period)
    .map(({ period, metric, before, after, cause }) => {
      const week = settings.weekStart === 1 ? calendarRow(period, settings).iso_week : `of ${formatDay(period)}`;
      const change = after - before;
      return `week ${week} moved ${change > 0 ? "+" : ""}${change} ${metric}: ${cause}`;
    });
  const more = sentences.length - mostTold;
  return more > 0 ? [...sentences.slice(0, mostTold), `and ${more} more ${more === 1 ? "week" : "weeks"}`] : sentences;
}
