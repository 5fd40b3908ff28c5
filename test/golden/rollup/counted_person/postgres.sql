-- $1 = "editor_opened"
-- $2 = "project_created"
-- $3 = "project_exported"
select "user_id",
  min(case when "event_name" in ($1, $2, $3) then "first_at" end) as "first_active_at",
  min(case when "event_name" in ($1, $2, $3) then "event_date" end) as "first_active_on",
  min("first_at") as "first_event_at",
  min("event_date") as "first_event_on"
from "counted_day"
group by "user_id"
