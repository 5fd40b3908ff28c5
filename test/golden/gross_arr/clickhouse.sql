-- $1 = "Unknown"
-- $2 = "list"
-- $3 = "2026-04-01 00:00:00"
-- $4 = "DE"
with "movement" as (
  select a."moved_on" as "changed_at", coalesce(a."plan", {p1:String}) as "plan", coalesce(a."currency", {p1:String}) as "currency", a."amount"
  from "arr_movement" a
  where a."basis" = {p2:String}
  and a."moved_at" < cast({p3:String} as DateTime64(6, 'UTC'))
  and a."country" in ({p4:String})
)
select "changed_at" as "period", "plan", "currency", cast(sum(sum("amount")) over (partition by "plan", "currency" order by "changed_at" rows unbounded preceding) as Int64) as "value"
from "movement"
group by "changed_at", "plan", "currency"
order by "period", "plan", "currency"
