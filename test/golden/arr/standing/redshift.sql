-- $1 = "Unknown"
-- $2 = "list"
-- $3 = "2026-04-01 00:00:00"
-- $4 = "DE"
with "movement" as (
  select a."moved_on" as "changed_at", coalesce(a."currency", $1) as "currency", coalesce(a."plan", $1) as "plan", a."amount"
  from "arr_movement" a
  where a."basis" = $2
  and a."moved_at" < cast($3 as timestamp)
  and a."country" in ($4)
)
select "changed_at" as "period", "currency", "plan", cast(sum(sum("amount")) over (partition by "currency", "plan" order by "changed_at" rows unbounded preceding) as bigint) as "value"
from "movement"
group by "changed_at", "currency", "plan"
order by "period", "currency", "plan"
