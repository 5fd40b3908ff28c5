
select "event_date", "user_id", "event_name", "platform", "country", "user_type" as "user_type_at_event",
  cast(count(*) as bigint) as "events", min("occurred_at") as "first_at"
from "arrived"
group by "event_date", "user_id", "event_name", "platform", "country", "user_type"
