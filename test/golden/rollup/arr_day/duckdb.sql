-- $1 = "all"
-- $2 = null
-- $3 = "plan"
-- $4 = "billing_interval"
-- $5 = "country"
-- $6 = "platform"
with "flow" as (
  select "moved_on", "basis", "currency", "kind", "plan", "billing_interval", "country", "platform", sum("amount") as "amount"
  from "arr_movement"
  where "kind" not in ('switch_in', 'switch_out')
  group by "moved_on", "basis", "currency", "kind", "plan", "billing_interval", "country", "platform"
)
select * from (
  select $1 as "dimension", $2 as "value", "moved_on", "basis", "currency", "kind", cast(sum("amount") as bigint) as "amount"
  from "flow"
  group by "moved_on", "basis", "currency", "kind"
  union all
  select $3 as "dimension", "plan" as "value", "moved_on", "basis", "currency", "kind", cast(sum("amount") as bigint) as "amount"
  from "flow"
  group by "plan", "moved_on", "basis", "currency", "kind"
  union all
  select $4 as "dimension", "billing_interval" as "value", "moved_on", "basis", "currency", "kind", cast(sum("amount") as bigint) as "amount"
  from "flow"
  group by "billing_interval", "moved_on", "basis", "currency", "kind"
  union all
  select $5 as "dimension", "country" as "value", "moved_on", "basis", "currency", "kind", cast(sum("amount") as bigint) as "amount"
  from "flow"
  group by "country", "moved_on", "basis", "currency", "kind"
  union all
  select $6 as "dimension", "platform" as "value", "moved_on", "basis", "currency", "kind", cast(sum("amount") as bigint) as "amount"
  from "flow"
  group by "platform", "moved_on", "basis", "currency", "kind"
  union all
  select $3, "value", "moved_on", "basis", "currency", "kind", cast(sum("amount") as bigint) as "amount"
  from (
    select "moved_on", "basis", "currency", "plan" as "value",
      case when sum("amount") > 0 then 'switch_in' else 'switch_out' end as "kind", sum("amount") as "amount"
    from "arr_movement"
    where "kind" in ('switch_in', 'switch_out')
    group by "moved_on", "basis", "currency", "plan", "user_id", "moved_at"
    having sum("amount") <> 0
  ) s
  group by "value", "moved_on", "basis", "currency", "kind"
  union all
  select $4, "value", "moved_on", "basis", "currency", "kind", cast(sum("amount") as bigint) as "amount"
  from (
    select "moved_on", "basis", "currency", "billing_interval" as "value",
      case when sum("amount") > 0 then 'switch_in' else 'switch_out' end as "kind", sum("amount") as "amount"
    from "arr_movement"
    where "kind" in ('switch_in', 'switch_out')
    group by "moved_on", "basis", "currency", "billing_interval", "user_id", "moved_at"
    having sum("amount") <> 0
  ) s
  group by "value", "moved_on", "basis", "currency", "kind"
  union all
  select $5, "value", "moved_on", "basis", "currency", "kind", cast(sum("amount") as bigint) as "amount"
  from (
    select "moved_on", "basis", "currency", "country" as "value",
      case when sum("amount") > 0 then 'switch_in' else 'switch_out' end as "kind", sum("amount") as "amount"
    from "arr_movement"
    where "kind" in ('switch_in', 'switch_out')
    group by "moved_on", "basis", "currency", "country", "user_id", "moved_at"
    having sum("amount") <> 0
  ) s
  group by "value", "moved_on", "basis", "currency", "kind"
  union all
  select $6, "value", "moved_on", "basis", "currency", "kind", cast(sum("amount") as bigint) as "amount"
  from (
    select "moved_on", "basis", "currency", "platform" as "value",
      case when sum("amount") > 0 then 'switch_in' else 'switch_out' end as "kind", sum("amount") as "amount"
    from "arr_movement"
    where "kind" in ('switch_in', 'switch_out')
    group by "moved_on", "basis", "currency", "platform", "user_id", "moved_at"
    having sum("amount") <> 0
  ) s
  group by "value", "moved_on", "basis", "currency", "kind"
) d
order by "dimension", "value", "moved_on"
