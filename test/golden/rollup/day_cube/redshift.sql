-- $1 = "2026-01-01"
-- $2 = "2026-02-01"
with "counted" as (
  select a."event_date", a."event_name", a."platform", a."country", a."user_type" as "user_type_at_event",
    cast(count(*) as bigint) as "events"
  from "arrived" a
  group by a."event_date", a."event_name", a."platform", a."country", a."user_type"
),
"fresh" as (
  select a."event_date", a."event_name", a."platform", a."country", a."user_type" as "user_type_at_event",
    cast(count(*) as bigint) as "events"
  from "arrived" a
  join "person" p on p."user_id" = a."user_id" and p."first_active_on" = a."event_date"
    and p."first_active_on" >= cast($1 as date) and p."first_active_on" < cast($2 as date)
  group by a."event_date", a."event_name", a."platform", a."country", a."user_type"
)
select "event_date", "event_name", "platform", "country", "user_type_at_event", "user_type", "events"
from (
  select "event_date", "event_name", "platform", "country", "user_type_at_event", 'new' as "user_type", "events"
  from "fresh"
  union all
  select "event_date", "event_name", "platform", "country", "user_type_at_event", 'returning', cast(sum("events") as bigint)
  from (
    select "event_date", "event_name", "platform", "country", "user_type_at_event", "events"
    from "counted"
    union all
    select "event_date", "event_name", "platform", "country", "user_type_at_event", -"events"
    from "fresh"
  ) remaining
  group by "event_date", "event_name", "platform", "country", "user_type_at_event"
) cube
where "events" > 0
order by "event_date"
