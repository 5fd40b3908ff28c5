import { type Fragment, means, name, type Node, sql, value } from "../sql/fragment.ts";

/** What the histogram is cut by; `all` is everybody. */
export const gapDimensions = ["all", "platform", "country", "user_type"] as const;

/** One of `gapDimensions`. */
export type GapDimension = (typeof gapDimensions)[number];

/** Which histogram a query is of. */
export interface GapQuery {
  readonly dimension: GapDimension;
  /** What the histogram calls the activity. */
  readonly activity: string;
  /** The condition that a row of `user_day`, as `a`, is about it. */
  readonly isActive: Node;
}

/**
 * Query that fills `activity_gap` from `user_day` for one dimension and activity: how many users were active on a day and
 * had last been active `gap_days` before. A user of a range of days is counted where they come first: by the day in the
 * range whose gap reaches back to before it.
 */
export function activityGapQuery({ dimension, activity, isActive }: GapQuery): Fragment {
  const segment = dimension === "all" ? sql`''` : sql`a.${name(dimension)}`;
  return sql`select ${value(dimension, "text")} as "dimension", "value", ${value(activity, "text")} as "activity",
  "active_on", "gap_days", ${means("as_bigint", sql`count(*)`)} as "users"
from (
  select "value", "active_on",
    coalesce("active_on" - lag("active_on") over (partition by "user_key", "value" order by "active_on"), 0) as "gap_days"
  from (
    select distinct a."user_key", a."event_date" as "active_on", ${segment} as "value"
    from "user_day" a
    where ${isActive}
  ) active
) gap
group by "value", "active_on", "gap_days"
order by "active_on", "value", "gap_days"`;
}
