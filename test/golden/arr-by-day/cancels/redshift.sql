-- $1 = "Unknown"
-- $2 = "all"
-- $3 = "2026-04-01"
-- $4 = "2026-01-01"
-- $5 = "list"
with "ended" as (
  select c."month_start" as "period", coalesce(a."currency", $1) as "currency", a."billed_by", a."empties", a."amount"
  from (
    select "ended_on", "basis", "currency", "billed_by", "empties", "amount"
      from "cancel_day"
      where "dimension" = $2 and "ended_on" < cast($3 as date)
  ) a
  join "calendar" c on c."date" = a."ended_on"
  where a."ended_on" >= cast($4 as date) and a."ended_on" < cast($3 as date)
  and a."basis" = $5
)
select "period", "currency",
  cast(sum("amount") as bigint) as "cancel_arr",
  cast(sum(case when "billed_by" = 'month' then "amount" else 0 end) as bigint) as "cancel_arr_monthly",
  cast(sum(case when "billed_by" = 'year' then "amount" else 0 end) as bigint) as "cancel_arr_yearly",
  cast(sum(case when "empties" = 1 then "amount" else 0 end) as bigint) as "churn_at_cancel",
  cast(sum(case when "empties" = 0 then "amount" else 0 end) as bigint) as "contraction_by_cancel"
from "ended"
group by "period", "currency"
order by "period", "currency"
