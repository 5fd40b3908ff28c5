-- $1 = "Unknown"
-- $2 = "2026-01-01"
-- $3 = "2026-04-01"
-- $4 = 0
-- $5 = 7
-- $6 = "DE"
with "activity" as (
  select
    c."month_start" as "period",
    coalesce(a."platform", {p1:String}) as "platform",
    a."user_key" as "who"
  from "user_day" a
  join "calendar" c on c."date" = a."event_date"
  where a."event_date" >= cast({p2:String} as Date32) and a."event_date" < cast({p3:String} as Date32)
  and a."event_word" = cast({p4:String} as Int32) and bitAnd(a."event_mask", cast({p5:String} as Int64)) <> 0
  and a."country" in ({p6:String})
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
