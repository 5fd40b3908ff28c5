-- $1 = "Unknown"
-- $2 = "2026-01-01"
-- $3 = "2026-04-01"
-- $4 = "list"
-- $5 = "2026-04-01 00:00:00"
-- $6 = "DE"
with "told_end" as (
  select a.*, a."billing_interval" as "billed_by",
    case when e."left_by" is null then 0 else 1 end as "empties"
  from "subscription_end" a
  left join (
    select distinct "basis" as "left_on", "user_id" as "left_by", "currency" as "left_in", "moved_at" as "left_at"
    from "arr_movement"
    where "kind" in ('churn', 'pause')
  ) e on e."left_on" = a."basis" and e."left_by" = a."user_id" and e."left_in" = a."currency" and e."left_at" = a."ended_at"
),
"ended" as (
  select c."month_start" as "period", coalesce(a."currency", $1) as "currency", coalesce(a."plan", $1) as "plan", a."billed_by", a."empties", a."amount"
  from "told_end" a
  join "calendar" c on c."date" = a."ended_on"
  where a."ended_on" >= cast($2 as date) and a."ended_on" < cast($3 as date)
  and a."basis" = $4
  and a."ended_at" < cast($5 as timestamp)
  and a."country" in ($6)
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
