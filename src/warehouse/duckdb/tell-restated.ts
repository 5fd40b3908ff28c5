import { calendarRow, type CalendarSettings } from "../../schema/calendar-rows.ts";
import { formatDay } from "../../schema/date.ts";
import { formatMinor } from "../../schema/money.ts";
import type { Restated } from "./restatements.ts";

/** Weeks and months that are told one by one. */
const mostTold = 3;

/** What the most telling metric is, in this order, of a week whose figures moved. */
const told = ["events", "active_users", "new_users", "creators", "exporters"];

/** The same of a month whose amounts moved. */
const toldAmounts = ["gross_arr", "cancel_arr", "gross_new_arr", "net_arr"];

/**
 * What a load restated, as a person reads it: `week 2026-W12 moved +124 events: 87 late, 31 deduplicated`, `month 2026-03
 * moved -228.00 USD gross_arr: 1 subscription told otherwise`; the earliest first, and how many more moved.
 */
export function tellRestated(restated: readonly Restated[], settings: CalendarSettings): readonly string[] {
  return [...tellWeeks(restated, settings), ...tellMonths(restated)];
}

function tellMonths(restated: readonly Restated[]): readonly string[] {
  const months = new Map<string, Restated>();
  for (const one of restated.filter(({ grain, metric }) => grain === "month" && toldAmounts.includes(metric))) {
    const key = `${one.period} ${one.currency}`;
    const other = months.get(key);
    if (other === undefined || toldAmounts.indexOf(one.metric) < toldAmounts.indexOf(other.metric))
      months.set(key, one);
  }
  const sentences = [...months.values()]
    .toSorted((a, b) => a.period - b.period)
    .map(({ period, metric, currency, before, after, cause }) => {
      const change = formatMinor(after - before, currency ?? "");
      const month = formatDay(period).slice(0, 7);
      return `month ${month} moved ${after > before ? "+" : ""}${change} ${currency} ${metric}: ${cause}`;
    });
  return shortened(sentences, "month");
}

function shortened(sentences: readonly string[], what: "week" | "month"): readonly string[] {
  const more = sentences.length - mostTold;
  return more > 0 ? [...sentences.slice(0, mostTold), `and ${more} more ${what}${more === 1 ? "" : "s"}`] : sentences;
}

function tellWeeks(restated: readonly Restated[], settings: CalendarSettings): readonly string[] {
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
  return shortened(sentences, "week");
}
