-- $1 = "Unknown"
-- $2 = "plan"
-- $3 = "2026-04-01"
-- $4 = "2026-04-01 12:00:00"
-- $5 = "list"
with "movement" as (
  select a."moved_on" as "changed_at", coalesce(a."plan", $1) as "plan", coalesce(a."currency", $1) as "currency", a."amount"
  from (
    select "moved_on", "basis", "currency", "kind", "amount", "value" as "plan"
      from "arr_day"
      where "dimension" = $2 and "moved_on" < cast($3 as date)
    union all
    select a."moved_on", a."basis", a."currency", a."kind", a."amount", a."plan"
    from "arr_movement" a
    where a."moved_on" = cast($3 as date) and a."moved_at" < cast($4 as timestamp)
  ) a
  where a."basis" = $5
)
select "changed_at" as "period", "plan", "currency", cast(sum(sum("amount")) over (partition by "plan", "currency" order by "changed_at" rows unbounded preceding) as bigint) as "value"
from "movement"
group by "changed_at", "plan", "currency"
order by "period", "plan", "currency"
