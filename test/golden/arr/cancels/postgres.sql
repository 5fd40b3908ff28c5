-- $1 = "Unknown"
-- $2 = "2026-01-01"
-- $3 = "2026-04-01"
-- $4 = "list"
-- $5 = "2026-04-01 00:00:00"
-- $6 = "DE"
with "flow" as (
  select c."month_start" as "period", coalesce(a."currency", $1) as "currency", coalesce(a."plan", $1) as "plan", a."user_id" as "customer", a."currency" as "paid_in", a."ended_at", a."billing_interval" as "billed_by", a."amount"
  from "subscription_end" a
  join "calendar" c on c."date" = a."ended_on"
  where a."ended_on" >= cast($2 as date) and a."ended_on" < cast($3 as date)
  and a."basis" = $4
  and a."ended_at" < cast($5 as timestamp)
  and a."country" in ($6)
),
"emptied" as (
  select distinct a."user_id" as "left_by", a."currency" as "left_in", a."moved_at" as "left_at"
  from "arr_movement" a
  where a."basis" = $4 and a."kind" in ('churn', 'pause')
),
"ended" as (
  select f."period" as "period", f."currency" as "currency", f."plan" as "plan", f."billed_by", case when e."left_by" is null then 0 else 1 end as "empties", f."amount"
  from "flow" f
  left join "emptied" e on e."left_by" = f."customer" and e."left_in" = f."paid_in" and e."left_at" = f."ended_at"
)
select "period", "currency", "plan",
  cast(sum("amount") as bigint) as "cancel_arr",
  cast(sum(case when "billed_by" = 'month' then "amount" else 0 end) as bigint) as "cancel_arr_monthly",
  cast(sum(case when "billed_by" = 'year' then "amount" else 0 end) as bigint) as "cancel_arr_yearly",
  cast(sum(case when "empties" = 1 then "amount" else 0 end) as bigint) as "churn_at_cancel",
  cast(sum(case when "empties" = 0 then "amount" else 0 end) as bigint) as "contraction_by_cancel"
from "ended"
group by "period", "currency", "plan"
order by "period", "currency", "plan"
