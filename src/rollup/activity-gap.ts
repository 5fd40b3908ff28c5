import { type Fragment, means, name, type Node, sql, value } from "../sql/fragment.ts";

/** Longest gap the histogram tells apart; whoever comes back later, or never, stands under one day more. */
export const longestGapDays = 31;

/** What the histogram is cut by; `all` is everybody. */
export const gapDimensions = ["all", "platform", "country", "user_type"] as const;

/**
 * Query that fills the temporary table `active_day` from which every `activityGapQuery` reads: the days on which each user
 * was active, once per platform and country. `kinds` are the kinds of event that count as activity.
 */
export function activeDayQuery(kinds: Node): Fragment {
  return sql`select distinct "user_key", "event_date" as "active_on", "platform", "country"
from "user_day"
where "event_name" in (${kinds})`;
}

/**
 * Query that fills `activity_gap` for one dimension from `active_day`: how many users were active on a day and next active
 * `gap_days` later. Answers exactly every trailing window of up to 31 days of the default activity, in the whole or in one
 * value of the dimension: a user counts from each active day until the next or until the window has passed.
 */
export function activityGapQuery(dimension: (typeof gapDimensions)[number]): Fragment {
  const userType = sql`case when a."active_on" = p."first_active_on" then 'new' else 'returning' end`;
  const segment = dimension === "all" ? sql`''` : dimension === "user_type" ? userType : sql`a.${name(dimension)}`;
  const person = dimension === "user_type" ? sql`\njoin "person" p on p."user_key" = a."user_key"` : sql``;
  const longest = value(longestGapDays, "integer");
  // A day that stands several times is followed by itself: only its last row, which sees the next day, is counted.
  return sql`select ${value(dimension, "text")} as "dimension", "value", "active_on", "gap_days", ${means("as_bigint", sql`count(*)`)} as "users"
from (
  select "value", "active_on",
    case when "next_active_on" - "active_on" <= ${longest} then "next_active_on" - "active_on" else ${longest} + 1 end as "gap_days"
  from (
    select "value", "active_on",
      lead("active_on") over (partition by "user_key", "value" order by "active_on") as "next_active_on"
    from (
      select a."user_key", a."active_on", ${segment} as "value"
      from "active_day" a${person}
    ) active
  ) followed
  where "next_active_on" is null or "next_active_on" > "active_on"
) gap
group by "value", "active_on", "gap_days"
order by "active_on", "value", "gap_days"`;
}
