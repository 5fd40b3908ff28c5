-- $1 = "Unknown"
-- $2 = "2026-04-01"
-- $3 = 0
-- $4 = 7
-- $5 = "DE"
-- $6 = "2026-01-01"
with "activity" as (
  select
    a."event_date" as "period",
    coalesce(a."platform", $1) as "platform",
    a."user_key" as "who"
  from "user_day" a
  where a."event_date" < cast($2 as date)
  and a."event_word" = cast($3 as integer) and (a."event_mask" & cast($4 as bigint)) <> 0
  and a."country" in ($5)
),
"active" as (
  select distinct "period", "who", "platform"
  from "activity"
),
"seen" as (
  select "period", min("period") over (partition by "who", "platform") as "first_period", "platform"
  from "active"
)
select "period", "platform", count(case when "period" = "first_period" then 1 end) as "value"
from "seen"
where "period" >= cast($6 as date)
group by "period", "platform"
order by "period", "platform"
