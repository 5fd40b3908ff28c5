-- $1 = "Unknown"
-- $2 = "2026-01-01"
-- $3 = "2026-04-01"
-- $4 = "list"
-- $5 = "2026-04-01 00:00:00"
-- $6 = "DE"
-- $7 = "month"
-- $8 = "year"
with "flow" as (
  select c."month_start" as "period", coalesce(a."currency", $1) as "currency", coalesce(a."plan", $1) as "plan", a."billing_interval" as "billed_by", a."amount"
  from "subscription_end" a
  join "calendar" c on c."date" = a."ended_on"
  where a."ended_on" >= cast($2 as date) and a."ended_on" < cast($3 as date)
  and a."basis" = $4
  and a."ended_at" < cast($5 as timestamp)
  and a."country" in ($6)
)
select "period", "currency", "plan",
  cast(sum("amount") as bigint) as "cancel_arr",
  cast(sum(case when "billed_by" = $7 then "amount" else 0 end) as bigint) as "cancel_arr_monthly",
  cast(sum(case when "billed_by" = $8 then "amount" else 0 end) as bigint) as "cancel_arr_yearly"
from "flow"
group by "period", "currency", "plan"
order by "period", "currency", "plan"
