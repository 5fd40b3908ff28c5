import { localDayOf, startOfDay } from "../../schema/timezone.ts";
import { microsPerHour } from "../../schema/date.ts";
import { type Fragment, join, name, type Span, sql, value } from "../../sql/fragment.ts";
import { activityDimension, activitySource, type ActivitySource } from "../activity-source.ts";
import { kindsOf } from "../activity-step.ts";
import type { Request } from "../compiled.ts";
import { condition } from "../conditions.ts";
import { readingDay, watermarkOf } from "../figures.ts";
import { overHistory } from "../history-source.ts";
import type { Measure, Metric } from "../metric.ts";
import { filtersOf } from "../own-filters.ts";
import { endsOf } from "../period-column.ts";
import type { Behind } from "./behind.ts";
import { eventsOf, ofKinds, type UserFigure, users } from "./users-behind.ts";

/** The events that were counted, or the users with how many events they had and when. */
export function behindActivity(metric: Metric, request: Request): Behind | null {
  const { measure } = metric;
  if (measure.kind === "ratio") return ratioBehind(measure, request);
  if (measure.kind === "first_seen") return firstSeenBehind(measure.users, request);
  if (measure.kind === "event_count") return eventsBehind(kindsOf(measure.events, request), request);
  if (measure.kind === "distinct_users") return usersBehind(request, { kinds: kindsOf(measure.events, request) });
  const kinds = kindsOf("activity", request);
  if (measure.kind === "stickiness") return usersBehind(request, { kinds, more: [completeDaysActive(request)] });
  if (measure.kind !== "trailing_users") return null;
  return usersBehind(request, { kinds, window: trailingWindow(measure.days, metric, request) });
}

function bucketWindow(request: Request): Span {
  const { first, last } = endsOf(request);
  return { from: first.from, to: last.to };
}

/** The window that ends with the day on which the figure is read, or with the hour. */
function trailingWindow(days: number, metric: Metric, request: Request): Span {
  const { question, state } = request;
  const { first: bucket } = endsOf(request);
  if (question.grain === "hour") return { from: bucket.to - days * 24 * microsPerHour, to: bucket.to };
  const w = watermarkOf(metric, state) ?? bucket.to;
  const day = readingDay(metric, bucket, { w, question });
  return { from: startOfDay(question.zone, day - days + 1), to: startOfDay(question.zone, day + 1) };
}

const eventColumns = ["event_id", "user_id", "event_name", "platform", "country", "project_id"] as const;

function eventsBehind(kinds: readonly string[] | null, request: Request): Behind {
  const source = activitySource("event", request.question, request.state);
  const columns = join(
    eventColumns.map((column) => sql`a.${name(column)} as ${name(column)}`),
    ", ",
  );
  return {
    kind: "events",
    query: sql`select a."occurred_at" as "occurred_at", ${columns}
${eventsOf(source, request, { within: bucketWindow(request), conditions: ofKinds(kinds) })}`,
    order: ["occurred_at", "event_id"],
    columns: [
      { name: "occurred_at", unit: "instant" },
      ...eventColumns.map((column) => ({ name: column, unit: "text" })),
    ],
  };
}

interface UsersOptions {
  readonly kinds: readonly string[] | null;
  readonly window?: Span;
  readonly more?: readonly UserFigure[];
}

function usersBehind(request: Request, { kinds, window = bucketWindow(request), more = [] }: UsersOptions): Behind {
  const source = activitySource("event", request.question, request.state);
  return users(eventsOf(source, request, { within: window, conditions: ofKinds(kinds) }), more);
}

/** On how many of the bucket's complete days the user was active. */
function completeDaysActive({ question, state }: Request): UserFigure {
  const { day } = activitySource("event", question, state);
  const w = state.completeBefore.events;
  const incomplete = value(w === null ? 0 : localDayOf(question.zone, w), "date");
  return { name: "days", unit: "count", figure: sql`count(distinct case when ${day} < ${incomplete} then ${day} end)` };
}

/** Users who did what either part counts, with how often they did what each of them counts. */
function ratioBehind({ numerator, denominator }: Extract<Measure, { kind: "ratio" }>, request: Request): Behind {
  const source = activitySource("event", request.question, request.state);
  const parts = [
    { name: "numerator", counts: countedBy(numerator, source, request) },
    { name: "denominator", counts: countedBy(denominator, source, request) },
  ];
  const either = join(
    parts.map(({ counts }) => sql`(${counts})`),
    " or ",
  );
  const dimensions = [numerator, denominator].flatMap((part) => filtersOf(part).map(({ dimension }) => dimension));
  const from = eventsOf(source, request, {
    within: bucketWindow(request),
    conditions: [sql`(${either})`],
    more: dimensions,
  });
  return users(
    from,
    parts.map((part) => ({
      name: part.name,
      unit: "count",
      figure: sql`count(case when ${part.counts} then 1 end)`,
    })),
  );
}

/** That an event is one of those a part counts. */
function countedBy(part: Measure, source: ActivitySource, request: Request): Fragment {
  if (part.kind !== "event_count" && part.kind !== "distinct_users") throw new Error(`"${part.kind}" counts no events`);
  const filters = filtersOf(part).map((filter) => condition(activityDimension(filter.dimension, source), filter));
  const conditions = [...ofKinds(kindsOf(part.events, request)), ...filters];
  return conditions.length === 0 ? sql`true` : join(conditions, " and ");
}

/** Users of the bucket by whether their first active day, inside the filter, lies in it or before it. */
function firstSeenBehind(which: "new" | "returning", request: Request): Behind {
  const source = activitySource("event", overHistory(request), request.state);
  const { first, last } = endsOf(request);
  const start = value(first.firstDay, "date");
  const inBucket = sql`a."occurred_at" >= ${value(first.from, "timestamp")}`;
  const from = eventsOf(source, request, {
    within: { from: -Infinity, to: last.to },
    conditions: [
      // Of a range that cuts its first day, what lies on that day but before the range counts for nothing.
      sql`(${inBucket} or ${source.day} < ${start})`,
      ...ofKinds(kindsOf("activity", request)),
    ],
  });
  const isAsked = which === "new" ? sql`>=` : sql`<`;
  return users(
    from,
    [
      { name: "first_active_on", unit: "date", figure: sql`min(${source.day})` },
      { name: "events_in_period", unit: "count", figure: sql`count(case when ${inBucket} then 1 end)` },
    ],
    sql`\nhaving count(case when ${inBucket} then 1 end) > 0 and min(${source.day}) ${isAsked} ${start}`,
  );
}
