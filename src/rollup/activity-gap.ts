import { type Fragment, means, name, type Node, sql, value } from "../sql/fragment.ts";

/** Longest gap the histogram tells apart; whoever comes back later, or never, stands under one day more. */
export const longestGapDays = 31;

/** What the histogram is cut by; `all` is everybody. */
export const gapDimensions = ["all", "platform", "country", "user_type"] as const;

/**
 * Query that fills `activity_gap` for one dimension from `user_day`: how many users were active on a day and next active
 * `gap_days` later. Answers exactly every trailing window of up to 31 days of the default activity, in the whole or in one
 * value of the dimension: a user counts from each active day until the next or until the window has passed. `kinds` are
 * the kinds of event that count as activity.
 */
export function activityGapQuery(dimension: (typeof gapDimensions)[number], kinds: Node): Fragment {
  const userType = sql`case when a."event_date" = p."first_active_on" then 'new' else 'returning' end`;
  const segment = dimension === "all" ? sql`''` : dimension === "user_type" ? userType : sql`a.${name(dimension)}`;
  const person = dimension === "user_type" ? sql`\njoin "person" p on p."user_key" = a."user_key"` : sql``;
  const longest = value(longestGapDays, "integer");
  return sql`select ${value(dimension, "text")} as "dimension", "value", "active_on", "gap_days", ${means("as_bigint", sql`count(*)`)} as "users"
from (
  select "value", "active_on",
    case when "next_active_on" - "active_on" <= ${longest} then "next_active_on" - "active_on" else ${longest} + 1 end as "gap_days"
  from (
    select "value", "active_on",
      lead("active_on") over (partition by "user_key", "value" order by "active_on") as "next_active_on"
    from (
      select distinct a."user_key", a."event_date" as "active_on", ${segment} as "value"
      from "user_day" a${person}
      where a."event_name" in (${kinds})
    ) active
  ) followed
) gap
group by "value", "active_on", "gap_days"
order by "active_on", "value", "gap_days"`;
}
