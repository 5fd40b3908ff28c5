-- $1 = "Unknown"
-- $2 = "list"
-- $3 = "2026-04-01 00:00:00"
-- $4 = "DE"
with "movement" as (
  select
    a."moved_on" as "changed_at",
    coalesce(a."plan", {p1:String}) as "plan",
    coalesce(a."currency", {p1:String}) as "currency",
    a."user_id" as "customer",
    a."amount"
  from "arr_movement" a
  where a."basis" = {p2:String}
  and a."moved_at" < cast({p3:String} as DateTime64(6, 'UTC'))
  and a."country" in ({p4:String})
),
"customer" as (
  select "changed_at", "plan", "currency", "change",
    sum("change") over (partition by "plan", "currency", "customer" order by "changed_at" rows unbounded preceding) as "stands"
  from (
    select "changed_at", "plan", "currency", "customer", sum("amount") as "change"
    from "movement"
    group by "changed_at", "plan", "currency", "customer"
  ) c
),
"step" as (
  select "changed_at", "plan", "currency", "change",
    case when "stands" > 0 and "stands" = "change" then 1 when "stands" = 0 and "change" < 0 then -1 else 0 end as "joins"
  from "customer"
)
select
  "changed_at" as "period",
  "plan",
  "currency",
  cast(sum(sum("change")) over (partition by "plan", "currency" order by "changed_at" rows unbounded preceding) as Int64) as "numerator",
  cast(12 * cast(sum(sum("joins")) over (partition by "plan", "currency" order by "changed_at" rows unbounded preceding) as Int64) as Int64) as "denominator"
from "step"
group by "changed_at", "plan", "currency"
order by "period", "plan", "currency"
