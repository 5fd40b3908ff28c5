
select c."event_date", c."event_name", c."platform", c."country", case when c."event_date" = p."first_active_on" then 'new' else 'returning' end as "user_type",
  c."user_type_at_event", cast(sum(c."events") as bigint) as "events"
from "counted_day" c
join "person" p on p."user_id" = c."user_id"
group by c."event_date", c."event_name", c."platform", c."country",
  case when c."event_date" = p."first_active_on" then 'new' else 'returning' end, c."user_type_at_event"
order by "event_date"
