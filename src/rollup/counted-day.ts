import { type Fragment, join, means, sql, value } from "../sql/fragment.ts";
import { defaultActivity } from "./default-activity.ts";

/**
 * Query that fills the temporary table `counted_day` from `arrived`, the events that count with their local day: how often
 * a user did one kind of thing on a day, and when first. Persons, days and cubes are made from it, so that events are
 * read once.
 */
export function countedDayQuery(): Fragment {
  return sql`select "event_date", "user_id", "event_name", "platform", "country", "user_type" as "user_type_at_event",
  ${means("as_bigint", sql`count(*)`)} as "events", min("occurred_at") as "first_at"
from "arrived"
group by "event_date", "user_id", "event_name", "platform", "country", "user_type"`;
}

/** Query of who stands in `counted_day`, with their first days there: rows of `person` without their number. */
export function countedPersonQuery(): Fragment {
  const kinds = join(
    defaultActivity.map((kind) => value(kind, "text")),
    ", ",
  );
  const qualifies = sql`"event_name" in (${kinds})`;
  return sql`select "user_id",
  min(case when ${qualifies} then "first_at" end) as "first_active_at",
  min(case when ${qualifies} then "event_date" end) as "first_active_on",
  min("first_at") as "first_event_at",
  min("event_date") as "first_event_on"
from "counted_day"
group by "user_id"`;
}
