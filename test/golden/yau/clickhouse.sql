-- $1 = "Unknown"
-- $2 = "2026-01-01"
-- $3 = "2027-01-01"
-- $4 = "DE"
with "activity" as (
  select
    c."year_start" as "period",
    coalesce(a."platform", {p1:String}) as "platform",
    a."user_key" as "who"
  from "user_month" a
  join "calendar" c on c."date" = a."month_start"
  where a."month_start" >= cast({p2:String} as Date32) and a."month_start" < cast({p3:String} as Date32)
  and a."country" in ({p4:String})
)
select "period", "platform",
  count(distinct "who") as "value"
from "activity"
group by "period", "platform"
order by "period", "platform"
