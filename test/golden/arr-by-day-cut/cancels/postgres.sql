-- $1 = "Unknown"
-- $2 = "plan"
-- $3 = "2026-04-01"
-- $4 = "2026-04-01 12:00:00"
-- $5 = "2026-01-01"
-- $6 = "2026-05-01"
-- $7 = "list"
with "ended" as (
  select c."month_start" as "period", coalesce(a."plan", $1) as "plan", coalesce(a."currency", $1) as "currency", a."billed_by", a."empties", a."amount"
  from (
    select "ended_on", "basis", "currency", "billed_by", "empties", "amount", "value" as "plan"
      from "cancel_day"
      where "dimension" = $2 and "ended_on" < cast($3 as date)
    union all
    select a."ended_on", a."basis", a."currency", a."billed_by", a."empties", a."amount", a."plan"
    from (
    select a.*, a."billing_interval" as "billed_by",
      case when e."left_by" is null then 0 else 1 end as "empties"
    from "subscription_end" a
    left join (
      select distinct "basis" as "left_on", "user_id" as "left_by", "currency" as "left_in", "moved_at" as "left_at"
      from "arr_movement"
      where "kind" in ('churn', 'pause')
    ) e on e."left_on" = a."basis" and e."left_by" = a."user_id" and e."left_in" = a."currency" and e."left_at" = a."ended_at"
    ) a
    where a."ended_on" = cast($3 as date) and a."ended_at" < cast($4 as timestamp)
  ) a
  join "calendar" c on c."date" = a."ended_on"
  where a."ended_on" >= cast($5 as date) and a."ended_on" < cast($6 as date)
  and a."basis" = $7
)
select "period", "plan", "currency",
  cast(sum("amount") as bigint) as "cancel_arr",
  cast(sum(case when "billed_by" = 'month' then "amount" else 0 end) as bigint) as "cancel_arr_monthly",
  cast(sum(case when "billed_by" = 'year' then "amount" else 0 end) as bigint) as "cancel_arr_yearly",
  cast(sum(case when "empties" = 1 then "amount" else 0 end) as bigint) as "churn_at_cancel",
  cast(sum(case when "empties" = 0 then "amount" else 0 end) as bigint) as "contraction_by_cancel"
from "ended"
group by "period", "plan", "currency"
order by "period", "plan", "currency"
