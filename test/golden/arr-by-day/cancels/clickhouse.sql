-- $1 = "Unknown"
-- $2 = "all"
-- $3 = "2026-04-01"
-- $4 = "2026-01-01"
-- $5 = "list"
with "ended" as (
  select c."month_start" as "period", coalesce(a."currency", {p1:String}) as "currency", a."billed_by", a."empties", a."amount"
  from (
    select "ended_on", "basis", "currency", "billed_by", "empties", "amount"
      from "cancel_day"
      where "dimension" = {p2:String} and "ended_on" < cast({p3:String} as Date32)
  ) a
  join "calendar" c on c."date" = a."ended_on"
  where a."ended_on" >= cast({p4:String} as Date32) and a."ended_on" < cast({p3:String} as Date32)
  and a."basis" = {p5:String}
)
select "period", "currency",
  cast(sum("amount") as Int64) as "cancel_arr",
  cast(sum(case when "billed_by" = 'month' then "amount" else 0 end) as Int64) as "cancel_arr_monthly",
  cast(sum(case when "billed_by" = 'year' then "amount" else 0 end) as Int64) as "cancel_arr_yearly",
  cast(sum(case when "empties" = 1 then "amount" else 0 end) as Int64) as "churn_at_cancel",
  cast(sum(case when "empties" = 0 then "amount" else 0 end) as Int64) as "contraction_by_cancel"
from "ended"
group by "period", "currency"
order by "period", "currency"
