import { type Fragment, join, means, type Node, sql, value } from "../sql/fragment.ts";
import { defaultActivity } from "./default-activity.ts";

/**
 * Query that fills the temporary table `counted_day` from `arrived`, the events that count with their local day: what a
 * user did on a day, how often, and when first. Persons and days are made from it.
 */
export function countedDayQuery(): Fragment {
  return sql`select a."event_date", a."user_id", a."platform", a."country", a."user_type" as "user_type_at_event",
  k."event_word", ${means("all_bits", sql`k."event_bit"`)} as "event_mask",
  ${means("as_bigint", sql`count(*)`)} as "events", min(a."occurred_at") as "first_at",
  min(case when ${qualifies(sql`k."event_name"`)} then a."occurred_at" end) as "first_active_at"
from "arrived" a
join "event_kind" k on k."event_name" = a."event_name"
group by a."event_date", a."user_id", a."platform", a."country", a."user_type", k."event_word"`;
}

/** Query of who stands in `counted_day`, with their first days there: rows of `person` without their number. */
export function countedPersonQuery(): Fragment {
  return sql`select "user_id",
  min("first_active_at") as "first_active_at",
  min(case when "first_active_at" is not null then "event_date" end) as "first_active_on",
  min("first_at") as "first_event_at",
  min("event_date") as "first_event_on"
from "counted_day"
group by "user_id"`;
}

function qualifies(kind: Node): Node {
  return sql`${kind} in (${join(
    defaultActivity.map((one) => value(one, "text")),
    ", ",
  )})`;
}
