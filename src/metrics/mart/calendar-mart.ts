import { calendar } from "../../schema/tables/calendar.ts";
import { type Fragment, join, name, sql, value } from "../../sql/fragment.ts";
import type { DataState } from "../data-state.ts";
import { dimension, type Mart } from "./mart.ts";

/** The date mapping: each day of the data with its week, month, quarter and year. */
export const calendarMart: Mart = {
  name: "mart_calendar",
  title: "Calendar",
  meaning: calendar.meaning,
  grain: "One row per date from the first day of the data to the last.",
  key: ["date"],
  columns: Object.fromEntries(
    Object.entries(calendar.columns).map(([column, { type, meaning, unit }]) => [
      column,
      dimension(type, meaning, unit ?? null),
    ]),
  ),
  subject: "activity",
  isAboutUsers: false,
  query: calendarQuery,
};

function calendarQuery({ days }: DataState): Fragment {
  const ranges = [days.events, days.subscriptions].filter((range) => range !== null);
  const first = Math.min(...ranges.map((range) => range.first));
  const last = Math.max(...ranges.map((range) => range.last));
  return sql`select ${join(Object.keys(calendar.columns).map(name), ", ")}
from "calendar"
where "date" >= ${value(first, "date")} and "date" <= ${value(last, "date")}`;
}
