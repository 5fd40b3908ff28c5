import { type Fragment, join, means, name, sql } from "../../sql/fragment.ts";
import { findMetric } from "../catalogue.ts";
import type { DataState } from "../data-state.ts";
import { countedRows } from "./counted.ts";
import { dimension, figure, type Mart } from "./mart.ts";
import { overEverything, wholeBuckets } from "./periods.ts";
import { sliceDimensions } from "./slices.ts";

const counted = ["projects_created", "projects_exported", "editor_opens", "events"] as const;

/** Events of each day by platform, country and user type: the one mart of activity whose figures may all be summed. */
export const eventsMart: Mart = {
  name: "mart_events_day",
  title: "Events by day",
  meaning: "How many events happened on each day, by platform, country and user type.",
  grain: "One row per day, platform, country and user_type in which something happened.",
  key: ["period", ...sliceDimensions],
  columns: {
    period: dimension("date", "The day."),
    week_start: dimension("date", "First day of the day's week, by the workspace's week start."),
    month_start: dimension("date", "First day of the day's month."),
    platform: dimension("text", "Where it was done."),
    country: dimension("text", "Where the user was.", "ISO 3166-1 alpha-2"),
    user_type: dimension("text", "new on the user's first active day, else returning."),
    ...Object.fromEntries(
      counted.map((metric) => [metric, figure(findMetric(metric).meaning, { unit: "events", sums: "all", metric })]),
    ),
  },
  subject: "activity",
  isAboutUsers: false,
  query: eventsQuery,
};

function eventsQuery(state: DataState): Fragment {
  const question = { ...overEverything(counted, "day", state), by: sliceDimensions };
  const request = { question, state, buckets: wholeBuckets(question), kept: null };
  const rows = countedRows(request, join(sliceDimensions.map(name), ", "), sliceDimensions);
  return sql`select e."period" as "period", d."week_start" as "week_start", d."month_start" as "month_start", ${join(
    sliceDimensions.map((one) => sql`${means("as_text", sql`e.${name(one)}`)} as ${name(one)}`),
    ", ",
  )},
  ${join(
    counted.map((metric) => sql`${means("as_bigint", sql`e.${name(metric)}`)} as ${name(metric)}`),
    ",\n",
  )}
from (
  ${rows}
) e
join "calendar" d on d."date" = e."period"`;
}
