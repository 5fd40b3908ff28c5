-- $1 = "Unknown"
-- $2 = 2592000
-- $3 = "2026-01-01"
-- $4 = "2026-04-01"
-- $5 = "2026-04-01 00:00:00"
-- $6 = "DE"
with "trial_of_bucket" as (
  select c."month_start" as "period", coalesce(a."plan", {p1:String}) as "plan", case when a."paying_at" <= addSeconds(a."started_at", cast({p2:String} as Int64)) then 1 else 0 end as "is_converted"
  from "trial" a
  join "calendar" c on c."date" = a."started_on"
  where a."started_on" >= cast({p3:String} as Date32) and a."started_on" < cast({p4:String} as Date32)
  and addSeconds(a."started_at", cast({p2:String} as Int64)) <= cast({p5:String} as DateTime64(6, 'UTC'))
  and a."started_at" < cast({p5:String} as DateTime64(6, 'UTC'))
  and a."country" in ({p6:String})
)
select "period", "plan", cast(sum("is_converted") as Int64) as "numerator", count(*) as "denominator"
from "trial_of_bucket"
group by "period", "plan"
order by "period", "plan"
