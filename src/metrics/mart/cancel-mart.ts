import { type Fragment, join, means, name, sql, value } from "../../sql/fragment.ts";
import { findMetric } from "../catalogue.ts";
import { compileArr } from "../compile-arr.ts";
import type { DataState } from "../data-state.ts";
import { arrColumns, arrDimensions, bases, columnsOf } from "./arr-columns.ts";
import { dimension, figure, type Mart } from "./mart.ts";
import { overEverything, wholeBuckets } from "./periods.ts";

const endDimensions = [...arrDimensions, "cancel_reason", "cancel_type"] as const;

/** Cancel ARR of each day by billing interval, reason and everything else that an end has. */
export const cancelMart: Mart = {
  name: "mart_cancel_arr_day",
  title: "Cancel ARR by day",
  meaning: "What subscriptions that ended had standing in the instant before, by billing interval and reason.",
  grain: "One row per day, price basis, currency, plan, billing interval, country, platform, reason and type of end.",
  key: ["period", "basis", ...endDimensions],
  columns: {
    period: dimension("date", "Local day of the effective end."),
    week_start: dimension("date", "First day of the day's week, by the workspace's week start."),
    month_start: dimension("date", "First day of the day's month."),
    ...arrColumns,
    cancel_reason: dimension("text", "Why it ended."),
    cancel_type: dimension("text", "voluntary or involuntary."),
    cancel_arr: figure(findMetric("cancel_arr").meaning, { unit: "minor units", sums: "all", metric: "cancel_arr" }),
  },
  subject: "subscription",
  isAboutUsers: false,
  query: cancelQuery,
};

function cancelQuery(state: DataState): Fragment {
  const question = { ...overEverything(["cancel_arr"], "day", state), by: endDimensions };
  const request = { question, state, buckets: wholeBuckets(question), kept: null };
  const parts = bases.map((basis) => {
    const { query } = compileArr(findMetric(basis === "list" ? "cancel_arr" : "cancel_arr_net"), request);
    return sql`select ${value(basis, "text")} as "basis", "period", ${join(endDimensions.map(name), ", ")}, "value"
from (
  ${query}
) ${name(`ended_${basis}`)}`;
  });
  return sql`select e."period" as "period", d."week_start" as "week_start", d."month_start" as "month_start", ${join(columnsOf(sql`e`, ["basis", ...endDimensions]), ", ")},
  ${means("as_bigint", sql`e."value"`)} as "cancel_arr"
from (
  ${join(parts, "\nunion all\n")}
) e
join "calendar" d on d."date" = e."period"`;
}
