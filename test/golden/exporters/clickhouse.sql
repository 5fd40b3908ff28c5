-- $1 = "Unknown"
-- $2 = "2026-01-01"
-- $3 = "2026-04-01"
-- $4 = 0
-- $5 = 4
-- $6 = "DE"
with "activity" as (
  select
    a."event_date" as "period",
    coalesce(a."platform", {p1:String}) as "platform",
    a."user_key" as "who"
  from "user_day" a
  where a."event_date" >= cast({p2:String} as Date32) and a."event_date" < cast({p3:String} as Date32)
  and a."event_word" = cast({p4:String} as Int32) and bitAnd(a."event_mask", cast({p5:String} as Int64)) <> 0
  and a."country" in ({p6:String})
)
select "period", "platform",
  count(distinct "who") as "value"
from "activity"
group by "period", "platform"
order by "period", "platform"
