-- $1 = "Unknown"
-- $2 = "2026-01-01"
-- $3 = "2026-04-01"
-- $4 = "list"
-- $5 = "2026-04-01 00:00:00"
-- $6 = "DE"
-- $7 = "month"
-- $8 = "year"
with "flow" as (
  select c."month_start" as "period", coalesce(a."currency", {p1:String}) as "currency", coalesce(a."plan", {p1:String}) as "plan", a."billing_interval" as "billed_by", a."amount"
  from "subscription_end" a
  join "calendar" c on c."date" = a."ended_on"
  where a."ended_on" >= cast({p2:String} as Date32) and a."ended_on" < cast({p3:String} as Date32)
  and a."basis" = {p4:String}
  and a."ended_at" < cast({p5:String} as DateTime64(6, 'UTC'))
  and a."country" in ({p6:String})
)
select "period", "currency", "plan",
  cast(sum("amount") as Int64) as "cancel_arr",
  cast(sum(case when "billed_by" = {p7:String} then "amount" else 0 end) as Int64) as "cancel_arr_monthly",
  cast(sum(case when "billed_by" = {p8:String} then "amount" else 0 end) as Int64) as "cancel_arr_yearly"
from "flow"
group by "period", "currency", "plan"
order by "period", "currency", "plan"
