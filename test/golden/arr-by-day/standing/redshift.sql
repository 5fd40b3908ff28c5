-- $1 = "Unknown"
-- $2 = "all"
-- $3 = "2026-04-01"
-- $4 = "list"
with "movement" as (
  select a."moved_on" as "changed_at", coalesce(a."currency", $1) as "currency", a."amount"
  from (
    select "moved_on", "basis", "currency", "kind", "amount"
      from "arr_day"
      where "dimension" = $2 and "moved_on" < cast($3 as date)
  ) a
  where a."basis" = $4
)
select "changed_at" as "period", "currency", cast(sum(sum("amount")) over (partition by "currency" order by "changed_at" rows unbounded preceding) as bigint) as "value"
from "movement"
group by "changed_at", "currency"
order by "period", "currency"
