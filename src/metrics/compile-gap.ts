import { type Fragment, join, means, name, type Node, sql, value, withSteps } from "../sql/fragment.ts";
import type { GapTable } from "./choose-source.ts";
import type { Compiled, Request } from "./compiled.ts";
import { gapSource, type Kinds } from "./gap-source.ts";
import { endsOf, periodColumn, readsCalendar } from "./period-column.ts";

/** Which of the users of a bucket are counted: all of them, or those who were, or were not, active before it. */
export type SeenBefore = "any" | "never" | "before";

/** A number of users to be read off the gap histogram, and the column it is to stand in. */
export interface GapFigure {
  readonly column: string;
  readonly kinds: Kinds;
  readonly seen: SeenBefore;
}

/**
 * Compile numbers of users who came in each bucket, from the gap histogram in one scan: a user is counted on the bucket's
 * first active day, the one whose gap reaches back to before the bucket.
 */
export function compileGapFigures(table: GapTable, figures: readonly GapFigure[], request: Request): Compiled {
  const { question } = request;
  const source = gapSource(
    table,
    figures.map(({ kinds }) => kinds),
    request,
  );
  const keys = join([name("period"), ...question.by.map(name)], ", ");
  const activities = figures.map(({ kinds }) => source.nameOf(kinds));
  const columns = figures.map(({ column, seen }, i) => {
    const own = sql`"activity" = ${value(activities[i] ?? "", "text")}`;
    const asked = seen === "any" ? own : sql`${own} and "gap_days" ${seen === "never" ? sql`= 0` : sql`> 0`}`;
    return sql`${means("as_bigint", sql`sum(case when ${asked} then "users" else 0 end)`)} as ${name(column)}`;
  });
  const [only] = new Set(figures.map(({ seen }) => seen));
  // A group whose users are all of the other sort has a row too, with 0.
  const same = question.by.length === 0 && figures.every(({ seen }) => seen === only);
  const period = periodColumn(request, { day: sql`g."active_on"`, hour: null });
  const told = [
    sql`${period} as "period"`,
    ...source.groups,
    ...["activity", "users", "gap_days"].map((column) => sql`g.${name(column)}`),
  ];
  const conditions = [
    ...source.conditions(activities, endsOf(request).first.firstDay),
    ...comesIn(same ? (only ?? "any") : "any", period, request),
  ];
  const arrival = sql`select ${join(told, ", ")}
${source.from}${gapCalendar(request)}
where ${join(conditions, "\nand ")}`;
  const query = withSteps(
    [...source.steps, { name: "arrival", body: arrival }],
    sql`select ${keys},
  ${join(columns, ",\n")}
from "arrival"
group by ${keys}
order by ${keys}`,
  );
  return { query, reading: "in_bucket", source: "rollup" };
}

/** The join of the calendar to the histogram, where the question's buckets are read from it. */
export function gapCalendar(request: Request): Fragment {
  return readsCalendar(request) ? sql`\njoin "calendar" c on c."date" = g."active_on"` : sql``;
}

/** The condition that a user was not active earlier in the bucket that begins on `period`. */
export function isFirstOf(period: Node): Fragment {
  return sql`(g."gap_days" = 0 or ${lastActiveOn()} < ${period})`;
}

/** The day on which users were last active before; where that was never, their day itself. */
export function lastActiveOn(): Node {
  return means("add_days", sql`g."active_on"`, sql`-g."gap_days"`);
}

function comesIn(seen: SeenBefore, period: Node, { question }: Request): readonly Node[] {
  if (seen === "never") return [sql`g."gap_days" = 0`];
  const first = question.grain === "day" ? [] : [isFirstOf(period)];
  return seen === "any" ? first : [...first, sql`g."gap_days" > 0`];
}
