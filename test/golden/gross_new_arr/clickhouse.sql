-- $1 = "Unknown"
-- $2 = "2026-01-01"
-- $3 = "2026-04-01"
-- $4 = "list"
-- $5 = "new"
-- $6 = "reactivation"
-- $7 = "expansion"
-- $8 = "2026-04-01 00:00:00"
-- $9 = "DE"
with "flow" as (
  select c."month_start" as "period", coalesce(a."plan", {p1:String}) as "plan", coalesce(a."currency", {p1:String}) as "currency", a."amount"
  from "arr_movement" a
  join "calendar" c on c."date" = a."moved_on"
  where a."moved_on" >= cast({p2:String} as Date32) and a."moved_on" < cast({p3:String} as Date32)
  and a."basis" = {p4:String}
  and a."kind" in ({p5:String}, {p6:String}, {p7:String})
  and a."moved_at" < cast({p8:String} as DateTime64(6, 'UTC'))
  and a."country" in ({p9:String})
)
select "period", "plan", "currency", cast(sum("amount") as Int64) as "value"
from "flow"
group by "period", "plan", "currency"
order by "period", "plan", "currency"
