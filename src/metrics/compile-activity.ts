import { join, means, name, type Node, sql, value, withSteps } from "../sql/fragment.ts";
import { activitySource, type ActivitySource, type ActivityTable } from "./activity-source.ts";
import { activityStep, kindsOf } from "./activity-step.ts";
import { chooseSource, isGapTable, type SourceTable } from "./choose-source.ts";
import { compileGapFigures } from "./compile-gap.ts";
import type { Compiled, Request } from "./compiled.ts";
import type { Measure } from "./metric.ts";
import { endsOf, periodColumn } from "./period-column.ts";
import { type OccurredWithin, occurredWithin } from "./occurred-within.ts";

/** A count to be compiled, and the column it is to stand in. */
export interface Count {
  readonly column: string;
  readonly measure: Extract<Measure, { kind: "event_count" | "distinct_users" }>;
}

/** The measure as a count, or null where it is none. */
export function countOf(measure: Measure): Count["measure"] | null {
  return measure.kind === "event_count" || measure.kind === "distinct_users" ? measure : null;
}

/** Where a count is read from. */
export function sourceOfCount({ kind, events }: Count["measure"], request: Request): SourceTable {
  const counts = kind === "event_count" ? "events" : "users";
  return chooseSource({ counts, users: "once", kinds: kindsOf(events, request) }, request);
}

/**
 * Compile counts that are read from one `table` into one query over one scan of it. Each figure stands in the column of
 * its name.
 */
export function compileCounts(table: SourceTable, counts: readonly Count[], request: Request): Compiled {
  if (isGapTable(table)) {
    const figures = counts.map(({ column, measure }) => {
      return { column, kinds: kindsOf(measure.events, request), seen: "any" as const };
    });
    return compileGapFigures(table, figures, request);
  }
  const source = activitySource(table, request.question, request.state);
  return counts.length === 1 || table === "day_cube"
    ? compileEach(source, counts, request)
    : compileTogether(source, counts, request);
}

/** Counts of events, which add up, or one count alone. */
function compileEach(source: ActivitySource, counts: readonly Count[], request: Request): Compiled {
  const keys = keysOf(request);
  const isAlone = counts.length === 1;
  const columns = counts.map((count) => (isAlone ? source.events : contribution(count, source, request)));
  const figures = counts.map(({ column, measure }, i) => {
    const events = name(isAlone ? "events" : column);
    const figure =
      measure.kind === "event_count" ? means("as_bigint", sql`sum(${events})`) : sql`count(distinct "who")`;
    return { column: name(column), figure, told: sql`${columns[i] ?? source.events} as ${events}` };
  });
  const countsEvents = counts.some(({ measure }) => measure.kind === "event_count");
  const query = withSteps(
    [
      {
        name: "activity",
        body: activityStep(source, request, {
          kinds: kindsOfAll(counts, request),
          range: bucketRange(source, request),
          period: periodColumn(request, source),
          columns: countsEvents ? figures.map(({ told }) => told) : [],
        }),
      },
    ],
    sql`select ${keys},
  ${join(
    figures.map(({ column, figure }) => sql`${figure} as ${column}`),
    ",\n",
  )}
from "activity"
group by ${keys}
order by ${keys}`,
  );
  return { query, reading: "in_bucket", source: source.kind };
}

/**
 * Several counts of one scan: what each user did in a bucket is gathered first, so that a user is distinct already when
 * the users are summed.
 */
function compileTogether(source: ActivitySource, counts: readonly Count[], request: Request): Compiled {
  const keys = keysOf(request);
  const perUser = counts.map(({ column, measure }) => {
    const gather = measure.kind === "event_count" ? sql`sum(${name(column)})` : sql`max(${name(column)})`;
    return sql`${gather} as ${name(column)}`;
  });
  const query = withSteps(
    [
      {
        name: "activity",
        body: activityStep(source, request, {
          kinds: kindsOfAll(counts, request),
          range: bucketRange(source, request),
          period: periodColumn(request, source),
          columns: counts.map((count) => sql`${contribution(count, source, request)} as ${name(count.column)}`),
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
    counts.map(({ column }) => sql`${means("as_bigint", sql`sum(${name(column)})`)} as ${name(column)}`),
    ",\n",
  )}
from "did"
group by ${keys}
order by ${keys}`,
  );
  return { query, reading: "in_bucket", source: source.kind };
}

/** What a row adds to a count: its events, or 1 for its user. */
function contribution({ measure }: Count, source: ActivitySource, request: Request): Node {
  const kinds = kindsOf(measure.events, request);
  const adds = measure.kind === "event_count" ? source.events : sql`1`;
  return kinds === null ? adds : sql`case when ${source.isAbout(kinds)} then ${adds} else 0 end`;
}

/** Every kind that any of the counts is about; null where one of them is about all. */
function kindsOfAll(counts: readonly Count[], request: Request): readonly string[] | null {
  const kinds = counts.map(({ measure }) => kindsOf(measure.events, request));
  const named = kinds.filter((some) => some !== null);
  return named.length < kinds.length ? null : [...new Set(named.flat())];
}

function keysOf({ question }: Request): Node {
  return join([name("period"), ...question.by.map(name)], ", ");
}

/** The condition that a row lies in one of the question's buckets. */
export function bucketRange(source: ActivitySource, request: Request): Node | OccurredWithin {
  const { first, last } = endsOf(request);
  return source.kind === "events"
    ? occurredWithin({ from: first.from, to: last.to })
    : sql`${source.day} >= ${value(first.firstDay, "date")} and ${source.day} < ${value(last.endDay, "date")}`;
}

/** The user-days or, where no rollup can tell, the events. */
export function daysOrEvents(table: SourceTable): ActivityTable {
  return table === "event" ? "event" : "user_day";
}
