-- $1 = "Unknown"
-- $2 = "2026-01-01"
-- $3 = "2026-04-01"
-- $4 = "list"
-- $5 = "2026-04-01 00:00:00"
with "flow" as (
  select c."month_start" as "period", coalesce(a."currency", $1) as "currency", a."user_id" as "customer", a."currency" as "paid_in", a."ended_at", a."billing_interval" as "billed_by", a."amount"
  from "subscription_end" a
  join "calendar" c on c."date" = a."ended_on"
  where a."ended_on" >= cast($2 as date) and a."ended_on" < cast($3 as date)
  and a."basis" = $4
  and a."ended_at" < cast($5 as timestamp)
),
"emptied" as (
  select distinct a."user_id" as "left_by", a."currency" as "left_in", a."moved_at" as "left_at"
  from "arr_movement" a
  where a."basis" = $4 and a."kind" in ('churn', 'pause')
)
select "period", "currency",
  cast(sum(f."amount") as bigint) as "cancel_arr",
  cast(sum(case when f."billed_by" = 'month' then f."amount" else 0 end) as bigint) as "cancel_arr_monthly",
  cast(sum(case when f."billed_by" = 'year' then f."amount" else 0 end) as bigint) as "cancel_arr_yearly",
  cast(sum(case when e."left_by" is not null then f."amount" else 0 end) as bigint) as "churn_at_cancel",
  cast(sum(case when e."left_by" is null then f."amount" else 0 end) as bigint) as "contraction_by_cancel"
from "flow" f
left join "emptied" e on e."left_by" = f."customer" and e."left_in" = f."paid_in" and e."left_at" = f."ended_at"
group by "period", "currency"
order by "period", "currency"
