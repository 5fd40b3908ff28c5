-- $1 = "all"
-- $2 = null
-- $3 = "plan"
-- $4 = "billing_interval"
-- $5 = "country"
-- $6 = "platform"
with "ended" as (
  select a.*, a."billing_interval" as "billed_by",
    case when e."left_by" is null then 0 else 1 end as "empties"
  from "subscription_end" a
  left join (
    select distinct "basis" as "left_on", "user_id" as "left_by", "currency" as "left_in", "moved_at" as "left_at"
    from "arr_movement"
    where "kind" in ('churn', 'pause')
  ) e on e."left_on" = a."basis" and e."left_by" = a."user_id" and e."left_in" = a."currency" and e."left_at" = a."ended_at"
)
select * from (
  select $1 as "dimension", $2 as "value", "ended_on", "basis", "currency", "billed_by", "empties",
    cast(sum("amount") as bigint) as "amount"
  from "ended"
  group by "ended_on", "basis", "currency", "billed_by", "empties"
  union all
  select $3 as "dimension", "plan" as "value", "ended_on", "basis", "currency", "billed_by", "empties",
    cast(sum("amount") as bigint) as "amount"
  from "ended"
  group by "plan", "ended_on", "basis", "currency", "billed_by", "empties"
  union all
  select $4 as "dimension", "billing_interval" as "value", "ended_on", "basis", "currency", "billed_by", "empties",
    cast(sum("amount") as bigint) as "amount"
  from "ended"
  group by "billing_interval", "ended_on", "basis", "currency", "billed_by", "empties"
  union all
  select $5 as "dimension", "country" as "value", "ended_on", "basis", "currency", "billed_by", "empties",
    cast(sum("amount") as bigint) as "amount"
  from "ended"
  group by "country", "ended_on", "basis", "currency", "billed_by", "empties"
  union all
  select $6 as "dimension", "platform" as "value", "ended_on", "basis", "currency", "billed_by", "empties",
    cast(sum("amount") as bigint) as "amount"
  from "ended"
  group by "platform", "ended_on", "basis", "currency", "billed_by", "empties"
) d
order by "dimension", "value", "ended_on"
