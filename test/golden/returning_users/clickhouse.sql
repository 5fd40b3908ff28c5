-- $1 = "Unknown"
-- $2 = "2026-04-01"
-- $3 = 0
-- $4 = 7
-- $5 = "DE"
-- $6 = "2026-01-01"
with "activity" as (
  select
    a."event_date" as "period",
    coalesce(a."platform", {p1:String}) as "platform",
    a."user_key" as "who"
  from "user_day" a
  where a."event_date" < cast({p2:String} as Date32)
  and a."event_word" = cast({p3:String} as Int32) and bitAnd(a."event_mask", cast({p4:String} as Int64)) <> 0
  and a."country" in ({p5:String})
),
"active" as (
  select distinct "period", "who", "platform"
  from "activity"
),
"seen" as (
  select "period", min("period") over (partition by "who", "platform") as "first_period", "platform"
  from "active"
)
select "period", "platform", count(case when "period" > "first_period" then 1 end) as "value"
from "seen"
where "period" >= cast({p6:String} as Date32)
group by "period", "platform"
order by "period", "platform"
