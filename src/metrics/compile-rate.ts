import { localDayOf } from "../schema/timezone.ts";
import { join, means, name, sql, value, withSteps } from "../sql/fragment.ts";
import { activitySource } from "./activity-source.ts";
import { activityStep, kindsOf } from "./activity-step.ts";
import { bucketRange, compileCounts } from "./compile-activity.ts";
import type { Compiled, Request } from "./compiled.ts";
import type { Measure } from "./metric.ts";
import { periodColumn } from "./period-column.ts";

/** Compile one count by another: columns `numerator` and `denominator`, gathered in one scan. */
export function compileRatio(
  { numerator, denominator }: Extract<Measure, { kind: "ratio" }>,
  request: Request,
): Compiled {
  const parts = [
    { name: "numerator", measure: numerator },
    { name: "denominator", measure: denominator },
  ];
  return compileCounts(parts, request);
}

/**
 * Compile stickiness: `numerator` is the number of users active on each complete day, summed over the bucket's days;
 * `denominator` the users active in the bucket. What is complete is decided by the watermark.
 */
export function compileStickiness(request: Request): Compiled {
  const { question, state } = request;
  const source = activitySource(question, state, request.fromEvents === true);
  const keys = join([name("period"), ...question.by.map(name)], ", ");
  const w = state.completeBefore.events;
  const incomplete = value(w === null ? 0 : localDayOf(question.zone, w), "date");
  const query = withSteps(
    [
      {
        name: "activity",
        body: activityStep(source, request, {
          kinds: kindsOf("activity", request),
          range: bucketRange(source, request),
          period: periodColumn(request, source),
          withDay: true,
        }),
      },
      {
        name: "active",
        body: sql`select ${keys}, "who", count(distinct case when "active_on" < ${incomplete} then "active_on" end) as "days"
from "activity"
group by ${keys}, "who"`,
      },
    ],
    sql`select ${keys}, ${means("as_bigint", sql`sum("days")`)} as "numerator", count(*) as "denominator"
from "active"
group by ${keys}
order by ${keys}`,
  );
  return { query, reading: "in_bucket", source: source.kind };
}
