import { type Fragment, join, means, name, type Node, type SharedStep, sql, value } from "../sql/fragment.ts";

/** Activity that a histogram tells apart, by what it is called there. */
export interface SegmentActivity {
  readonly activity: string;
  /** The condition that a row of `user_day`, as `a`, is about it. */
  readonly isActive: Node;
}

/** Whom a question looks at, and how it tells them apart. */
export interface Segment {
  readonly activities: readonly SegmentActivity[];
  /** Columns that every row has a value of; a user is looked at inside one value of each. */
  readonly groups: readonly { readonly name: string; readonly value: Node }[];
  /** What is joined to `user_day`, as `a`, so that groups and conditions can be told. */
  readonly joins: readonly Fragment[];
  readonly conditions: readonly Node[];
}

/**
 * The histogram of absences that `activity_gap` holds for everybody, of one question's own segment: the step `segment_gap`
 * with the groups by name, `activity`, `active_on`, `gap_days` and `users`. Its body is the definition; one pass over the
 * segment's days in order gives the same without sorting them (`createGapCounter`).
 */
export interface SegmentGap extends SharedStep {
  readonly segment: Segment;
}

/** What the step is called. */
export const segmentGapName = "segment_gap";

/** The histogram of `segment`, over all history. */
export function segmentGap(segment: Segment): SegmentGap {
  return { kind: "shared", name: segmentGapName, body: segmentGapQuery(segment), segment };
}

/** Whether a shared step is such a histogram. */
export function isSegmentGap(step: SharedStep): step is SegmentGap {
  return "segment" in step;
}

function segmentGapQuery({ activities, groups, joins, conditions }: Segment): Fragment {
  const names = groups.map((group) => sql`${name(group.name)}, `);
  const kept = join(names, " ");
  const kinds = activities.map(({ activity }) => sql`select ${value(activity, "text")} as "activity"`);
  const isOne = activities.map(
    ({ activity, isActive }) => sql`k."activity" = ${value(activity, "text")} and ${isActive}`,
  );
  const told = groups.map((group) => sql`${group.value} as ${name(group.name)}, `);
  const before = sql`lag("active_on") over (partition by ${kept}"activity", "user_key" order by "active_on")`;
  const where = conditions.length === 0 ? sql`` : sql`\nwhere ${join(conditions, "\nand ")}`;
  return sql`select ${kept}"activity", "active_on", "gap_days", ${means("as_bigint", sql`count(*)`)} as "users"
from (
  select ${kept}"activity", "active_on",
    coalesce(${means("days_between", before, name("active_on"))}, 0) as "gap_days"
  from (
    select distinct ${join(told, " ")}k."activity", a."event_date" as "active_on", a."user_key"
    ${join([sql`from "user_day" a`, ...joins, sql`join (\n  ${join(kinds, "\nunion all ")}\n) k on (\n  ${join(isOne, "\nor ")}\n)`], "\n")}${where}
  ) active
) gap
group by ${kept}"activity", "active_on", "gap_days"`;
}
