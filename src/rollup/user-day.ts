import { type Fragment, name, sql } from "../sql/fragment.ts";

/** Whose first day makes a user new: qualifying events where there are any in all the data, else any event. */
export type FirstDay = "first_active_on" | "first_event_on";

/**
 * Query that fills `user_day` from `counted_day`: a user is new on the first day and returning ever after. Answers exactly
 * every question of day grain or coarser in the workspace's timezone about who did what, by any combination of the event's
 * own dimensions.
 */
export function userDayQuery(first: FirstDay): Fragment {
  return sql`select c."event_date", p."user_key", c."platform", c."country",
  case when c."event_date" = p.${name(first)} then 'new' else 'returning' end as "user_type",
  c."user_type_at_event", c."event_word", c."event_mask", c."events"
from "counted_day" c
join "person" p on p."user_id" = c."user_id"
order by "event_date", "user_key"`;
}
