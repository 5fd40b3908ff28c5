-- $1 = "Unknown"
-- $2 = "list"
-- $3 = "2026-04-01 00:00:00"
-- $4 = "DE"
with "movement" as (
  select
    a."moved_on" as "changed_at",
    coalesce(a."plan", $1) as "plan",
    a."user_id" as "customer",
    a."amount"
  from "arr_movement" a
  where a."basis" = $2
  and a."moved_at" < cast($3 as timestamp)
  and a."country" in ($4)
),
"customer" as (
  select "changed_at", "plan", "change",
    sum("change") over (partition by "plan", "customer" order by "changed_at" rows unbounded preceding) as "stands"
  from (
    select "changed_at", "plan", "customer", sum("amount") as "change"
    from "movement"
    group by "changed_at", "plan", "customer"
  ) c
),
"step" as (
  select "changed_at", "plan", "change",
    case when "stands" > 0 and "stands" = "change" then 1 when "stands" = 0 and "change" < 0 then -1 else 0 end as "joins"
  from "customer"
)
select
  "changed_at" as "period",
  "plan",
  cast(sum(sum("joins")) over (partition by "plan" order by "changed_at" rows unbounded preceding) as bigint) as "value"
from "step"
group by "changed_at", "plan"
order by "period", "plan"
