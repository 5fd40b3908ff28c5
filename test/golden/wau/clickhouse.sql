-- $1 = "Unknown"
-- $2 = "2025-12-29"
-- $3 = "2026-04-06"
-- $4 = 0
-- $5 = 7
-- $6 = "DE"
with "activity" as (
  select
    c."week_start" as "period",
    coalesce(a."platform", {p1:String}) as "platform",
    a."user_key" as "who"
  from "user_day" a
  join "calendar" c on c."date" = a."event_date"
  where a."event_date" >= cast({p2:String} as Date32) and a."event_date" < cast({p3:String} as Date32)
  and a."event_word" = cast({p4:String} as Int32) and bitAnd(a."event_mask", cast({p5:String} as Int64)) <> 0
  and a."country" in ({p6:String})
)
select "period", "platform",
  count(distinct "who") as "value"
from "activity"
group by "period", "platform"
order by "period", "platform"
