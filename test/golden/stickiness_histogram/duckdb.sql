-- $1 = "Unknown"
-- $2 = "2026-01-01"
-- $3 = "2026-04-01"
-- $4 = 0
-- $5 = 7
-- $6 = "DE"
with "activity" as (
  select
    c."month_start" as "period",
    coalesce(a."platform", $1) as "platform",
    a."user_key" as "who"
  from "user_day" a
  join "calendar" c on c."date" = a."event_date"
  where a."event_date" >= cast($2 as date) and a."event_date" < cast($3 as date)
  and a."event_word" = cast($4 as integer) and (a."event_mask" & cast($5 as bigint)) <> 0
  and a."country" in ($6)
),
"active" as (
  select "who", "platform", count(distinct "period") as "active_periods"
  from "activity"
  group by "who", "platform"
)
select "active_periods", "platform", count(*) as "users"
from "active"
group by "active_periods", "platform"
order by "active_periods", "platform"
