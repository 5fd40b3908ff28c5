import { type Fragment, sql, value } from "../../sql/fragment.ts";
import type { DataState } from "../data-state.ts";
import { weekdays } from "../../schema/period.ts";
import { dimension, type Mart, martVersion } from "./mart.ts";

/** What the other marts were made from: version, generation, timezone, and until when the data reach. */
export const aboutMart: Mart = {
  name: "mart_about",
  title: "About these marts",
  meaning: "Which version of the marts this is, and which state of the data they show.",
  grain: "One row.",
  key: ["mart_version"],
  columns: {
    mart_version: dimension("integer", "It rises when a column is taken away or comes to mean something else."),
    generation: dimension("bigint", "Number of the load whose data they show."),
    timezone: dimension("text", "Timezone of every local day.", "IANA name"),
    week_start: dimension("text", "First day of a week."),
    events_before: dimension("timestamp", "Events are complete before this instant.", "µs UTC"),
    subscriptions_before: dimension("timestamp", "Subscriptions are complete before this instant.", "µs UTC"),
  },
  subject: "activity",
  isAboutUsers: false,
  query: aboutQuery,
};

function aboutQuery({ generation, zone, weekStart, completeBefore }: DataState): Fragment {
  return sql`select ${value(martVersion, "integer")} as "mart_version", ${value(generation, "bigint")} as "generation",
  ${value(zone.name, "text")} as "timezone", ${value(weekdays[weekStart - 1] ?? "monday", "text")} as "week_start",
  ${value(completeBefore.events, "timestamp")} as "events_before", ${value(completeBefore.subscriptions, "timestamp")} as "subscriptions_before"`;
}
