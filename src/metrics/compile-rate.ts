import { localDayOf } from "../schema/timezone.ts";
import { type Fragment, join, means, name, type Node, sql, value, withSteps } from "../sql/fragment.ts";
import { activitySource, type ActivityTable } from "./activity-source.ts";
import { activityStep, kindsOf } from "./activity-step.ts";
import { chooseSource, type GapTable, isGapTable, type SourceTable } from "./choose-source.ts";
import { bucketRange, compileCounts, type Count, countOf, daysOrEvents, sourceOfCount } from "./compile-activity.ts";
import { gapCalendar, isFirstOf } from "./compile-gap.ts";
import type { Compiled, Request } from "./compiled.ts";
import type { Measure } from "./metric.ts";
import { gapSource } from "./gap-source.ts";
import { filtersOf, underFilters } from "./own-filters.ts";
import { endsOf, periodColumn } from "./period-column.ts";

/** Compile one count by another: columns `numerator` and `denominator`, gathered in one scan. */
export function compileRatio(
  { numerator, denominator }: Extract<Measure, { kind: "ratio" }>,
  request: Request,
): Compiled {
  const parts = { numerator: countOf(numerator), denominator: countOf(denominator) };
  const counts = Object.entries(parts).map(([column, measure]) => {
    if (measure === null) throw new Error(`The ${column} of a ratio is no count`);
    return { column, measure };
  });
  if (counts.some(({ measure }) => filtersOf(measure).length > 0)) return compilePair(counts, request);
  const tables = new Set(counts.map(({ measure }) => sourceOfCount(measure, request)));
  const [table = "event"] = tables;
  return compileCounts(tables.size === 1 ? table : sharedTable([...tables]), counts, request);
}

/** Two counts whose filters differ: each is counted on its own, and the two are put side by side. */
function compilePair(counts: readonly Count[], request: Request): Compiled {
  const keys = join([name("period"), ...request.question.by.map(name)], ", ");
  const parts = counts.map(({ column, measure }) => {
    const under = underFilters(request, measure);
    return { column, compiled: compileCounts(sourceOfCount(measure, under), [{ column: "value", measure }], under) };
  });
  const told = (own: string) =>
    parts.map(({ column }) => (column === own ? sql`"value" as ${name(column)}` : sql`0 as ${name(column)}`));
  const sums = parts.map(({ column }) => sql`${means("as_bigint", sql`sum(${name(column)})`)} as ${name(column)}`);
  const query = withSteps(
    parts.map(({ column, compiled }) => ({ name: column, body: compiled.query })),
    sql`select ${join([keys, ...sums], ", ")}
from (
  ${join(
    parts.map(({ column }) => sql`select ${join([keys, ...told(column)], ", ")} from ${name(column)}`),
    "\nunion all\n",
  )}
) parts
group by ${keys}
order by ${keys}`,
  );
  const isRollup = parts.every(({ compiled }) => compiled.source === "rollup");
  return { query, reading: "in_bucket", source: isRollup ? "rollup" : "events" };
}

/** A table that two counts can be gathered from in one scan, where each alone would be read from another. */
function sharedTable(tables: readonly SourceTable[]): SourceTable {
  if (tables.every(isGapTable)) return "segment_gap";
  return tables.every((table) => isGapTable(table) || table === "user_month" || table === "user_day")
    ? "user_day"
    : "event";
}

/**
 * Compile stickiness: `numerator` is the number of users active on each complete day, summed over the bucket's days;
 * `denominator` the users active in the bucket. What is complete is decided by the watermark.
 */
export function compileStickiness(request: Request): Compiled {
  const kinds = kindsOf("activity", request);
  const table = chooseSource({ counts: "users", users: "by_last_seen", kinds }, request);
  const { question, state } = request;
  const w = state.completeBefore.events;
  const incomplete = value(w === null ? 0 : localDayOf(question.zone, w), "date");
  return isGapTable(table)
    ? { query: stickinessOfGaps(table, request, incomplete), reading: "in_bucket", source: "rollup" }
    : stickinessOfDays(daysOrEvents(table), request, incomplete);
}

/** A user is there on every day on which the histogram counts them, and in the bucket on the first of these. */
function stickinessOfGaps(table: GapTable, request: Request, incomplete: Node): Fragment {
  const kinds = kindsOf("activity", request);
  const source = gapSource(table, [kinds], request);
  const keys = join([name("period"), ...request.question.by.map(name)], ", ");
  const period = periodColumn(request, { day: sql`g."active_on"`, hour: null });
  const told = [
    sql`${period} as "period"`,
    ...source.groups,
    sql`case when g."active_on" < ${incomplete} then g."users" else 0 end as "days"`,
    sql`case when ${isFirstOf(period)} then g."users" else 0 end as "users"`,
  ];
  const from = endsOf(request).first.firstDay;
  const conditions = source.conditions([source.nameOf(kinds)], from);
  return withSteps(
    [
      ...source.steps,
      {
        name: "active",
        body: sql`select ${join(told, ", ")}
${source.from}${gapCalendar(request)}
where ${join(conditions, "\nand ")}`,
      },
    ],
    sql`select ${keys},
  ${means("as_bigint", sql`sum("days")`)} as "numerator",
  ${means("as_bigint", sql`sum("users")`)} as "denominator"
from "active"
group by ${keys}
order by ${keys}`,
  );
}

function stickinessOfDays(table: ActivityTable, request: Request, incomplete: Node): Compiled {
  const { question, state } = request;
  const source = activitySource(table, question, state);
  const keys = join([name("period"), ...question.by.map(name)], ", ");
  const query = withSteps(
    [
      {
        name: "activity",
        body: activityStep(source, request, {
          kinds: kindsOf("activity", request),
          range: bucketRange(source, request),
          period: periodColumn(request, source),
          columns: [sql`${source.day} as "active_on"`],
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
