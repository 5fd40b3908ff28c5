import { type Fragment, join, means, name, type Node, sql, value, withSteps } from "../sql/fragment.ts";
import { activityName } from "./choose-source.ts";
import type { Compiled, Request } from "./compiled.ts";
import { condition, groupName, texts } from "./conditions.ts";
import { endsOf, periodColumn, readsCalendar } from "./period-column.ts";

/** Which of the users of a bucket are counted: all of them, or those who were, or were not, active before it. */
export type SeenBefore = "any" | "never" | "before";

/** A number of users to be read off the gap histogram, and the column it is to stand in. */
export interface GapFigure {
  readonly column: string;
  readonly kinds: readonly string[] | null;
  readonly seen: SeenBefore;
}

/**
 * Compile numbers of users who came in each bucket, from the gap histogram in one scan: a user is counted on the bucket's
 * first active day, the one whose gap reaches back to before the bucket.
 */
export function compileGapFigures(figures: readonly GapFigure[], request: Request): Compiled {
  const { question } = request;
  const keys = join([name("period"), ...question.by.map(name)], ", ");
  const activities = figures.map(({ kinds }) => nameOf(kinds, request));
  const columns = figures.map(({ column, seen }, i) => {
    const own = sql`"activity" = ${value(activities[i] ?? "", "text")}`;
    const asked = seen === "any" ? own : sql`${own} and "gap_days" ${seen === "never" ? sql`= 0` : sql`> 0`}`;
    return sql`${means("as_bigint", sql`sum(case when ${asked} then "users" else 0 end)`)} as ${name(column)}`;
  });
  const [only] = new Set(figures.map(({ seen }) => seen));
  // A group whose users are all of the other sort has a row too, with 0.
  const same = question.by.length === 0 && figures.every(({ seen }) => seen === only);
  const step = arrivalStep(request, activities, {
    seen: same ? (only ?? "any") : "any",
    columns: [sql`g."gap_days"`],
  });
  const query = withSteps(
    [{ name: "arrival", body: step }],
    sql`select ${keys},
  ${join(columns, ",\n")}
from "arrival"
group by ${keys}
order by ${keys}`,
  );
  return { query, reading: "in_bucket", source: "rollup" };
}

interface ArrivalOptions {
  readonly seen: SeenBefore;
  /** First day looked at, where it is not that of the first bucket. */
  readonly from?: number;
  /** Columns beside `period`, the groups, `activity` and `users`. */
  readonly columns: readonly Node[];
}

/** Users where they first come in a bucket, with the bucket as `period`. */
export function arrivalStep(
  request: Request,
  activities: readonly string[],
  { seen, from, columns }: ArrivalOptions,
): Fragment {
  const { first } = endsOf(request);
  const period = periodColumn(request, { day: sql`g."active_on"`, hour: null });
  const told = [sql`${period} as "period"`, ...gapGroups(request), sql`g."activity"`, sql`g."users"`, ...columns];
  const conditions = [
    ...gapConditions(request, { activities, from: from ?? first.firstDay }),
    ...comesIn(seen, period, request),
  ];
  return sql`select ${join(told, ", ")}
from "activity_gap" g${gapCalendar(request)}
where ${join(conditions, "\nand ")}`;
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

/** The groups of the histogram's rows; it is only asked where each is one value of its dimension. */
export function gapGroups({ question, kept }: Request): readonly Fragment[] {
  return question.by.map((dimension) => sql`${groupName(sql`g."value"`, kept)} as ${name(dimension)}`);
}

/** Which rows of the histogram a question looks at, from a day on to the end of its last bucket. */
export function gapConditions(
  request: Request,
  { activities, from }: { readonly activities: readonly string[]; readonly from: number },
): readonly Node[] {
  const { question } = request;
  const [dimension = "all", ...others] = new Set([...question.by, ...question.where.map((filter) => filter.dimension)]);
  if (others.length > 0) throw new Error("The gap histogram is cut by one dimension at a time");
  return [
    sql`g."dimension" = ${value(dimension, "text")}`,
    sql`g."activity" in (${texts([...new Set(activities)])})`,
    sql`g."active_on" >= ${value(from, "date")} and g."active_on" < ${value(endsOf(request).last.endDay, "date")}`,
    ...question.where.map((filter) => condition(sql`g."value"`, filter)),
  ];
}

/** What the histogram calls activity of `kinds`. */
export function nameOf(kinds: readonly string[] | null, request: Request): string {
  const activity = activityName(kinds, request);
  if (activity === null) throw new Error("The gap histogram holds no activity of these kinds");
  return activity;
}
