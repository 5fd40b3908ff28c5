import { type Fragment, means, sql, value, withSteps } from "../../sql/fragment.ts";
import type { DataState } from "../data-state.ts";
import { compileRetention } from "../retention/compile-retention.ts";
import { dimension, figure, type Mart } from "./mart.ts";
import { overEverything, periodStep, stateBounds, wholeBuckets } from "./periods.ts";

/** Cohorts of users by the week or month of their first activity, and how many of each were active in every later one. */
export function retentionMart(grain: "week" | "month"): Mart {
  return {
    name: `mart_retention_${grain}`,
    title: `Retention by ${grain}`,
    meaning: `Cohorts of users by the ${grain} of their first activity, and how many were active again in each later ${grain}.`,
    grain: `One row per cohort and ${grain} from the cohort's own to the last.`,
    key: ["cohort", "period"],
    columns: {
      cohort: dimension("date", `First day of the ${grain} in which the users were first active.`),
      period: dimension("date", `First day of the ${grain} looked at.`),
      period_number: dimension("bigint", `How many ${grain}s after the cohort's own, which is 0.`),
      state: dimension("text", "State of the period looked at: open while its figure may still grow."),
      cohort_size: figure("Users of the cohort; the same in each of its rows.", { unit: "users", sums: "none" }),
      returned: figure("Users of the cohort active in the period; cohorts share no user.", {
        unit: "users",
        sums: "slices",
      }),
    },
    subject: "activity",
    isAboutUsers: false,
    query: (state) => retentionQuery(grain, state),
  };
}

function retentionQuery(grain: "week" | "month", state: DataState): Fragment {
  const scope = overEverything(["active_users"], grain, state);
  const buckets = wholeBuckets(scope);
  const { query } = compileRetention({
    retention: {
      scope,
      startEvents: [],
      returnEvents: [],
      cohort: "first_time",
      mode: "on",
      periods: buckets.length,
      minOccurrences: 1,
    },
    state,
    buckets,
  });
  return withSteps(
    [{ name: "returns", body: query }, periodStep(grain, buckets, stateBounds("events", state))],
    sql`select c."period" as "cohort", p."period" as "period",
  ${means("as_bigint", sql`row_number() over (partition by c."period" order by p."period") - 1`)} as "period_number", p."state" as "state",
  ${means("as_bigint", sql`coalesce(z."users", 0)`)} as "cohort_size",
  ${means("as_bigint", sql`coalesce(r."users", 0)`)} as "returned"
from "period" c
join "period" p on p."period" >= c."period"
left join "returns" z on z."cohort" = c."period" and z."returned" = c."period"
left join "returns" r on r."cohort" = c."period" and r."returned" = p."period"
where c."period" >= ${value(buckets[0]?.key ?? null, "date")}`,
  );
}
