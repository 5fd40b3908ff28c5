
select c."event_date", p."user_key", c."platform", c."country",
  case when c."event_date" = p."first_active_on" then 'new' else 'returning' end as "user_type",
  c."user_type_at_event", c."event_word", c."event_mask", c."events"
from "counted_day" c
join "person" p on p."user_id" = c."user_id"
order by "event_date", "user_key"
