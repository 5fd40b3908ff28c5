import { join, means, name, type Node, sql, value, withSteps } from "../sql/fragment.ts";
import { activitySource, type ActivitySource } from "./activity-source.ts";
import { activityStep, kindsOf, texts } from "./activity-step.ts";
import type { Compiled, Request } from "./compiled.ts";
import { compileTrailing } from "./compile-trailing.ts";
import type { Metric } from "./metric.ts";
import { endsOf, periodColumn } from "./period-column.ts";

/** Compile a metric of kind `event_count`, `distinct_users` or `trailing_users`. */
export function compileActivity(metric: Metric, request: Request): Compiled {
  const { measure } = metric;
  if (measure.kind === "trailing_users") return compileTrailing(measure.days, request);
  if (measure.kind !== "event_count" && measure.kind !== "distinct_users") {
    throw new Error(`"${metric.name}" is no metric of activity`);
  }
  const figure = measure.kind === "event_count" ? means("as_bigint", sql`sum("events")`) : sql`count(distinct "who")`;
  const source = activitySource(request.question, request.state, request.fromEvents === true);
  const keys = join([name("period"), ...request.question.by.map(name)], ", ");
  const kinds = kindsOf(measure.events, request);
  const query = withSteps(
    [
      {
        name: "activity",
        body: activityStep(source, request, {
          kinds,
          range: bucketRange(source, request),
          period: periodColumn(request, source),
        }),
      },
    ],
    sql`select ${keys}, ${figure} as "value"
from "activity"
group by ${keys}
order by ${keys}`,
  );
  return { query, reading: "in_bucket", source: source.kind };
}

/** Whether `compileCounts` can take the metric together with others. */
export function isCount({ measure }: Metric): boolean {
  return measure.kind === "event_count" || measure.kind === "distinct_users";
}

/**
 * Compile several counts into one query over one scan: what each user did in a bucket is gathered first, so that a user
 * is distinct already when the users are summed. Each metric's figure stands in the column of its name.
 */
export function compileCounts(metrics: readonly Pick<Metric, "name" | "measure">[], request: Request): Compiled {
  const source = activitySource(request.question, request.state, request.fromEvents === true);
  const groups = request.question.by.map(name);
  const keys = join([name("period"), ...groups], ", ");
  const measures = metrics.map(({ name: metric, measure }) => {
    if (measure.kind !== "event_count" && measure.kind !== "distinct_users") throw new Error(`"${metric}" is no count`);
    return { metric, kinds: kindsOf(measure.events, request), counts: measure.kind === "event_count" };
  });
  const all = measures.map(({ kinds }) => kinds).filter((kinds) => kinds !== null);
  const kinds = all.length < measures.length ? null : [...new Set(all.flat())];
  const perUser = measures.map(({ metric, kinds: own, counts }) => {
    const did = own === null ? sql`true` : sql`"kind" in (${texts(own)})`;
    return counts
      ? sql`sum(case when ${did} then "events" else 0 end) as ${name(metric)}`
      : sql`max(case when ${did} then 1 else 0 end) as ${name(metric)}`;
  });
  const query = withSteps(
    [
      {
        name: "activity",
        body: activityStep(source, request, {
          kinds,
          range: bucketRange(source, request),
          period: periodColumn(request, source),
          withKind: true,
        }),
      },
      {
        name: "did",
        body: sql`select ${keys}, "who",
  ${join(perUser, ",\n")}
from "activity"
group by ${keys}, "who"`,
      },
    ],
    sql`select ${keys},
  ${join(
    metrics.map(({ name: metric }) => sql`${means("as_bigint", sql`sum(${name(metric)})`)} as ${name(metric)}`),
    ",\n",
  )}
from "did"
group by ${keys}
order by ${keys}`,
  );
  return { query, reading: "in_bucket", source: source.kind };
}

/** The condition that a row lies in one of the question's buckets. */
export function bucketRange(source: ActivitySource, request: Request): Node {
  const { first, last } = endsOf(request);
  return source.kind === "events"
    ? sql`a."occurred_at" >= ${value(first.from, "timestamp")} and a."occurred_at" < ${value(last.to, "timestamp")}`
    : sql`a."event_date" >= ${value(first.firstDay, "date")} and a."event_date" < ${value(last.endDay, "date")}`;
}
