-- $1 = "Unknown"
-- $2 = "2026-04-01"
-- $3 = 0
-- $4 = 7
-- $5 = "DE"
-- $6 = 31
-- $7 = "2026-01-01"
-- $8 = "2026-03-01"
with "activity" as (
  select
    c."month_start" as "period",
    coalesce(a."platform", {p1:String}) as "platform",
    a."user_key" as "who"
  from "user_day" a
  join "calendar" c on c."date" = a."event_date"
  where a."event_date" < cast({p2:String} as Date32)
  and a."event_word" = cast({p3:String} as Int32) and bitAnd(a."event_mask", cast({p4:String} as Int64)) <> 0
  and a."country" in ({p5:String})
),
"active" as (
  select distinct "period", "who", "platform"
  from "activity"
),
"followed" as (
  select "period", c."month_start" as "following", "who", "platform"
  from "active"
  join "calendar" c on c."date" = addDays("period", cast({p6:String} as Int32))
),
"spell" as (
  select "period", "following",
    lag("following") over (partition by "who", "platform" order by "period") as "expected",
    lead("period") over (partition by "who", "platform" order by "period") as "next_period", "platform"
  from "followed"
),
"change" as (
  select "period",
    case when "expected" is null then 1 else 0 end as "new",
    case when "expected" = "period" then 1 else 0 end as "returning",
    case when "expected" < "period" then 1 else 0 end as "resurrected",
    0 as "dormant", "platform"
  from "spell"
  union all
  select "following", 0, 0, 0, 1, "platform"
  from "spell"
  where "next_period" is null or "next_period" > "following"
)
select "period", "platform",
  cast(sum("new") as Int64) as "new",
  cast(sum("returning") as Int64) as "returning",
  cast(sum("resurrected") as Int64) as "resurrected",
  cast(sum("dormant") as Int64) as "dormant"
from "change"
where "period" >= cast({p7:String} as Date32) and "period" <= cast({p8:String} as Date32)
group by "period", "platform"
order by "period", "platform"
