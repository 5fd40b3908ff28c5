-- $1 = "Unknown"
-- $2 = "2025-12-03"
-- $3 = "2026-04-01"
-- $4 = 0
-- $5 = 7
-- $6 = "DE"
-- $7 = 30
with "activity" as (
  select
    a."event_date" as "period",
    coalesce(a."platform", {p1:String}) as "platform",
    a."user_key" as "who"
  from "user_day" a
  where a."event_date" >= cast({p2:String} as Date32) and a."event_date" < cast({p3:String} as Date32)
  and a."event_word" = cast({p4:String} as Int32) and bitAnd(a."event_mask", cast({p5:String} as Int64)) <> 0
  and a."country" in ({p6:String})
),
"active" as (
  select distinct "period" as "active_at", "who", "platform"
  from "activity"
),
"stretch" as (
  select "active_at", addDays("active_at", cast({p7:String} as Int32)) as "expires_at",
    lead("active_at") over (partition by "who", "platform" order by "active_at") as "next_active_at", "platform"
  from "active"
),
"change" as (
  select "active_at" as "changed_at", 1 as "change", "platform"
  from "stretch"
  union all
  select case when "next_active_at" < "expires_at" then "next_active_at" else "expires_at" end, -1, "platform"
  from "stretch"
)
select "changed_at" as "period", "platform", cast(sum(sum("change")) over (partition by "platform" order by "changed_at" rows unbounded preceding) as Int64) as "value"
from "change"
group by "changed_at", "platform"
order by "period", "platform"
