
select c."event_date", p."user_key", c."platform", c."country", case when c."event_date" = p."first_active_on" then 'new' else 'returning' end as "user_type",
  c."user_type_at_event", k."event_word", bit_or(k."event_bit") as "event_mask",
  cast(sum(c."events") as bigint) as "events"
from "counted_day" c
join "person" p on p."user_id" = c."user_id"
join "event_kind" k on k."event_name" = c."event_name"
group by c."event_date", p."user_key", c."platform", c."country", p."first_active_on", c."user_type_at_event", k."event_word"
order by "event_date", "user_key"
