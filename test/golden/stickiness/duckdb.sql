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
    a."user_key" as "who",
    a."event_date" as "active_on"
  from "user_day" a
  join "calendar" c on c."date" = a."event_date"
  where a."event_date" >= cast($2 as date) and a."event_date" < cast($3 as date)
  and a."event_word" = cast($4 as integer) and (a."event_mask" & cast($5 as bigint)) <> 0
  and a."country" in ($6)
),
"active" as (
  select "period", "platform", "who", count(distinct case when "active_on" < cast($3 as date) then "active_on" end) as "days"
  from "activity"
  group by "period", "platform", "who"
)
select "period", "platform", cast(sum("days") as bigint) as "numerator", count(*) as "denominator"
from "active"
group by "period", "platform"
order by "period", "platform"
