import { type Fragment, means, name, type Node, sql } from "../sql/fragment.ts";

/** Whose first day makes a user new: qualifying events where there are any in all the data, else any event. */
export type FirstDay = "first_active_on" | "first_event_on";

/** What a row of `counted_day`, as `c`, says of its user, as `p`: new on the first day, returning ever after. */
export function userTypeOf(first: FirstDay): Node {
  return sql`case when c."event_date" = p.${name(first)} then 'new' else 'returning' end`;
}

/**
 * Query that fills `user_day` from `counted_day`. Answers exactly every question of day grain or coarser in the
 * workspace's timezone about who did what, by any combination of the event's own dimensions.
 */
export function userDayQuery(first: FirstDay): Fragment {
  return sql`select c."event_date", p."user_key", c."platform", c."country", ${userTypeOf(first)} as "user_type",
  c."user_type_at_event", k."event_word", ${means("all_bits", sql`k."event_bit"`)} as "event_mask",
  ${means("as_bigint", sql`sum(c."events")`)} as "events"
from "counted_day" c
join "person" p on p."user_id" = c."user_id"
join "event_kind" k on k."event_name" = c."event_name"
group by c."event_date", p."user_key", c."platform", c."country", p.${name(first)}, c."user_type_at_event", k."event_word"
order by "event_date", "user_key"`;
}
