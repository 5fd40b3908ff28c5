-- $1 = "Unknown"
-- $2 = 0
-- $3 = 2
-- $4 = 7
-- $5 = "2026-01-01"
-- $6 = "2026-04-01"
-- $7 = "DE"
with "activity" as (
  select
    a."event_date" as "period",
    coalesce(a."platform", {p1:String}) as "platform",
    a."user_key" as "who",
    case when a."event_word" = cast({p2:String} as Int32) and bitAnd(a."event_mask", cast({p3:String} as Int64)) <> 0 then 1 else 0 end as "numerator",
    case when a."event_word" = cast({p2:String} as Int32) and bitAnd(a."event_mask", cast({p4:String} as Int64)) <> 0 then 1 else 0 end as "denominator"
  from "user_day" a
  where a."event_date" >= cast({p5:String} as Date32) and a."event_date" < cast({p6:String} as Date32)
  and a."event_word" = cast({p2:String} as Int32) and bitAnd(a."event_mask", cast({p4:String} as Int64)) <> 0
  and a."country" in ({p7:String})
),
"did" as (
  select "period", "platform", "who",
    max("numerator") as "numerator",
    max("denominator") as "denominator"
  from "activity"
  group by "period", "platform", "who"
)
select "period", "platform",
  cast(sum("numerator") as Int64) as "numerator",
  cast(sum("denominator") as Int64) as "denominator"
from "did"
group by "period", "platform"
order by "period", "platform"
