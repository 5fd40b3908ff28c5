-- $1 = "Unknown"
-- $2 = "all"
-- $3 = "2026-04-01"
-- $4 = "list"
with "movement" as (
  select a."moved_on" as "changed_at", coalesce(a."currency", {p1:String}) as "currency", a."amount"
  from (
    select "moved_on", "basis", "currency", "kind", "amount"
      from "arr_day"
      where "dimension" = {p2:String} and "moved_on" < cast({p3:String} as Date32)
  ) a
  where a."basis" = {p4:String}
)
select "changed_at" as "period", "currency", cast(sum(sum("amount")) over (partition by "currency" order by "changed_at" rows unbounded preceding) as Int64) as "value"
from "movement"
group by "changed_at", "currency"
order by "period", "currency"
