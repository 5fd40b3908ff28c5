import { type Fragment, join, means, name, sql, value, withSteps } from "../../sql/fragment.ts";
import { findMetric } from "../catalogue.ts";
import { compile } from "../compile.ts";
import type { DataState } from "../data-state.ts";
import { figure, type Mart } from "./mart.ts";
import { overEverything, periodColumns, periodStep, stateBounds, wholeBuckets } from "./periods.ts";
import { singleSlices, sliceColumns, sliceKeys, sliceSelection } from "./slices.ts";

const windows = ["wau_7d", "mau_28d", "mau_30d"] as const;

/** Distinct active users of the windows that end with each day. */
export const trailingMart: Mart = {
  name: "mart_trailing_day",
  title: "Trailing windows by day",
  meaning: "Distinct active users of the 7, 28 and 30 days that end with each day.",
  grain: "One row per day, in the whole (slice all) and by each single value of platform, country and user_type.",
  key: ["period", ...sliceKeys],
  columns: {
    ...periodColumns("day"),
    ...sliceColumns,
    ...Object.fromEntries(
      windows.map((metric) => [metric, figure(findMetric(metric).meaning, { unit: "users", sums: "none", metric })]),
    ),
  },
  subject: "activity",
  isAboutUsers: false,
  query: trailingQuery,
};

function trailingQuery(state: DataState): Fragment {
  const question = overEverything(windows, "day", state);
  const buckets = wholeBuckets(question);
  const parts = singleSlices.flatMap((slice) =>
    question.metrics.map((metric) => {
      const { query } = compile(metric, { question: { ...question, by: slice }, state, buckets, kept: null });
      return sql`select ${value(metric.name, "text")} as "window", "period", ${sliceSelection(slice)}, "value"
from (
  ${query}
) ${name(`${metric.name}_${slice.join("") || "all"}`)}`;
    }),
  );
  const keys = join([name("window"), ...sliceKeys.map(name)], ", ");
  const same = join(
    ["window", ...sliceKeys].map((key) => sql`c.${name(key)} = s.${name(key)}`),
    " and ",
  );
  const spine = join(
    ["window", ...sliceKeys].map((key) => sql`s.${name(key)}`),
    ", ",
  );
  const spineNamed = join(
    ["window", ...sliceKeys].map((key) => sql`s.${name(key)} as ${name(key)}`),
    ", ",
  );
  return withSteps(
    [
      { name: "changed", body: join(parts, "\nunion all\n") },
      { name: "sliced", body: sql`select distinct ${keys} from "changed"` },
      periodStep("day", buckets, stateBounds("events", state)),
      {
        // A figure stands from the day it changes until the next change.
        name: "standing",
        body: sql`select p."period" as "period", p."period_end" as "period_end", p."state" as "state", ${spineNamed}, c."value" as "value",
  count(c."value") over (partition by ${spine} order by p."period" rows unbounded preceding) as "change_number"
from "period" p
cross join "sliced" s
left join "changed" c on c."period" = p."period" and ${same}`,
      },
      {
        name: "filled",
        body: sql`select "period", "period_end", "state", ${keys},
  coalesce(max("value") over (partition by ${keys}, "change_number"), 0) as "users"
from "standing"`,
      },
    ],
    sql`select "period", "period_end", "state", ${join(sliceKeys.map(name), ", ")},
  ${join(
    windows.map((window) => {
      const users = sql`max(case when "window" = ${value(window, "text")} then "users" end)`;
      return sql`${means("as_bigint", users)} as ${name(window)}`;
    }),
    ",\n",
  )}
from "filled"
group by "period", "period_end", "state", ${join(sliceKeys.map(name), ", ")}`,
  );
}
