import { type Fragment, join, means, name, sql, withSteps } from "../../sql/fragment.ts";
import { findMetric } from "../catalogue.ts";
import type { DataState } from "../data-state.ts";
import { countedRows } from "./counted.ts";
import { figure, type Mart } from "./mart.ts";
import { type MartGrain, overEverything, periodColumns, periodStep, stateBounds, wholeBuckets } from "./periods.ts";
import { everySlice, sliceColumns, sliceKeys, sliceSelection } from "./slices.ts";

/** The figures of a mart of users, each the metric of the same name at the mart's grain. */
const counted = ["active_users", "creators", "exporters"] as const;

/** Distinct users of each day, week or month, in the whole and by every combination of the slice dimensions. */
export function usersMart(grain: MartGrain): Mart {
  return {
    name: `mart_users_${grain}`,
    title: `Users by ${grain}`,
    meaning: `Distinct users of each ${grain}, in the whole and by every combination of platform, country and user type.`,
    grain: `One row per ${grain} and combination of platform, country and user_type, each of which may be All.`,
    key: ["period", ...sliceKeys],
    columns: {
      ...periodColumns(grain),
      ...sliceColumns,
      ...Object.fromEntries(
        counted.map((metric) => [metric, figure(findMetric(metric).meaning, { unit: "users", sums: "none", metric })]),
      ),
    },
    subject: "activity",
    isAboutUsers: false,
    query: (state) => usersQuery(grain, state),
  };
}

function usersQuery(grain: MartGrain, state: DataState): Fragment {
  const question = overEverything(counted, grain, state);
  const buckets = wholeBuckets(question);
  const parts = everySlice.map((slice) =>
    countedRows({ question: { ...question, by: slice }, state, buckets, kept: null }, sliceSelection(slice), sliceKeys),
  );
  const same = join(
    sliceKeys.map((key) => sql`c.${name(key)} = s.${name(key)}`),
    " and ",
  );
  return withSteps(
    [
      { name: "counted", body: join(parts, "\nunion all\n") },
      { name: "sliced", body: sql`select distinct ${join(sliceKeys.map(name), ", ")} from "counted"` },
      periodStep(grain, buckets, stateBounds("events", state)),
    ],
    sql`select p."period" as "period", p."period_end" as "period_end", p."state" as "state", ${join(
      sliceKeys.map((key) => sql`s.${name(key)} as ${name(key)}`),
      ", ",
    )},
  ${join(
    counted.map((metric) => sql`${means("as_bigint", sql`coalesce(c.${name(metric)}, 0)`)} as ${name(metric)}`),
    ",\n",
  )}
from "period" p
cross join "sliced" s
left join "counted" c on c."period" = p."period" and ${same}`,
  );
}
