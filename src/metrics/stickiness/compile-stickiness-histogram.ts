import { type Fragment, join, name, sql, withSteps } from "../../sql/fragment.ts";
import { activitySource } from "../activity-source.ts";
import { activityStep, kindsOf } from "../activity-step.ts";
import { needsEvents } from "../choose-source.ts";
import { bucketRange } from "../compile-activity.ts";
import type { Request } from "../compiled.ts";
import { periodColumn } from "../period-column.ts";

/** Compile in how many of the buckets each user was active: rows `active_periods`, the groups by name, and `users`. */
export function compileStickinessHistogram(request: Request): {
  readonly query: Fragment;
  readonly source: "rollup" | "events";
} {
  const { question, state } = request;
  const source = activitySource(needsEvents(request) ? "event" : "user_day", question, state);
  const user = join([name("who"), ...question.by.map(name)], ", ");
  const keys = join([name("active_periods"), ...question.by.map(name)], ", ");
  const query = withSteps(
    [
      {
        name: "activity",
        body: activityStep(source, request, {
          kinds: kindsOf("activity", request),
          range: bucketRange(source, request),
          period: periodColumn(request, source),
        }),
      },
      {
        name: "active",
        body: sql`select ${user}, count(distinct "period") as "active_periods"
from "activity"
group by ${user}`,
      },
    ],
    sql`select ${keys}, count(*) as "users"
from "active"
group by ${keys}
order by ${keys}`,
  );
  return { query, source: source.kind };
}
