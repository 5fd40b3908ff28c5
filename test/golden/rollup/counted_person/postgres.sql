
select "user_id",
  min("first_active_at") as "first_active_at",
  min(case when "first_active_at" is not null then "event_date" end) as "first_active_on",
  min("first_at") as "first_event_at",
  min("event_date") as "first_event_on"
from "counted_day"
group by "user_id"
