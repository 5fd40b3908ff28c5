-- $1 = "Unknown"
-- $2 = "2026-01-01"
-- $3 = "2026-04-01"
-- $4 = "DE"
with "activity" as (
  select
    a."event_date" as "period",
    coalesce(a."platform", {p1:String}) as "platform",
    a."events" as "events"
  from "day_cube" a
  where a."event_date" >= cast({p2:String} as Date32) and a."event_date" < cast({p3:String} as Date32)
  and a."country" in ({p4:String})
)
select "period", "platform",
  cast(sum("events") as Int64) as "value"
from "activity"
group by "period", "platform"
order by "period", "platform"
