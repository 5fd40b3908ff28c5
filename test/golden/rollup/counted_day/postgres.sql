-- $1 = "editor_opened"
-- $2 = "project_created"
-- $3 = "project_exported"
select a."event_date", a."user_id", a."platform", a."country", a."user_type" as "user_type_at_event",
  k."event_word", bit_or(k."event_bit") as "event_mask",
  cast(count(*) as bigint) as "events", min(a."occurred_at") as "first_at",
  min(case when k."event_name" in ($1, $2, $3) then a."occurred_at" end) as "first_active_at"
from "arrived" a
join "event_kind" k on k."event_name" = a."event_name"
group by a."event_date", a."user_id", a."platform", a."country", a."user_type", k."event_word"
