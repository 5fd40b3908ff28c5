-- $1 = "Unknown"
-- $2 = "plan"
-- $3 = "2026-04-01"
-- $4 = "2026-04-01 12:00:00"
-- $5 = "list"
with "movement" as (
  select a."moved_on" as "changed_at", coalesce(a."plan", {p1:String}) as "plan", coalesce(a."currency", {p1:String}) as "currency", a."amount"
  from (
    select "moved_on", "basis", "currency", "kind", "amount", "value" as "plan"
      from "arr_day"
      where "dimension" = {p2:String} and "moved_on" < cast({p3:String} as Date32)
    union all
    select a."moved_on", a."basis", a."currency", a."kind", a."amount", a."plan"
    from "arr_movement" a
    where a."moved_on" = cast({p3:String} as Date32) and a."moved_at" < cast({p4:String} as DateTime64(6, 'UTC'))
  ) a
  where a."basis" = {p5:String}
)
select "changed_at" as "period", "plan", "currency", cast(sum(sum("amount")) over (partition by "plan", "currency" order by "changed_at" rows unbounded preceding) as Int64) as "value"
from "movement"
group by "changed_at", "plan", "currency"
order by "period", "plan", "currency"
