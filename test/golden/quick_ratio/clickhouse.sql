-- $1 = "Unknown"
-- $2 = "2026-01-01"
-- $3 = "2026-04-01"
-- $4 = "list"
-- $5 = "new"
-- $6 = "expansion"
-- $7 = "reactivation"
-- $8 = "contraction"
-- $9 = "churn"
-- $10 = "2026-04-01 00:00:00"
-- $11 = "DE"
with "flow" as (
  select c."month_start" as "period", coalesce(a."plan", {p1:String}) as "plan", coalesce(a."currency", {p1:String}) as "currency", a."kind", a."amount"
  from "arr_movement" a
  join "calendar" c on c."date" = a."moved_on"
  where a."moved_on" >= cast({p2:String} as Date32) and a."moved_on" < cast({p3:String} as Date32)
  and a."basis" = {p4:String}
  and a."kind" in ({p5:String}, {p6:String}, {p7:String}, {p8:String}, {p9:String})
  and a."moved_at" < cast({p10:String} as DateTime64(6, 'UTC'))
  and a."country" in ({p11:String})
)
select "period", "plan", "currency",
  cast(sum(case when "kind" in ({p5:String}, {p6:String}, {p7:String}) then "amount" else 0 end) as Int64) as "numerator",
  cast(sum(case when "kind" in ({p8:String}, {p9:String}) then -"amount" else 0 end) as Int64) as "denominator"
from "flow"
group by "period", "plan", "currency"
order by "period", "plan", "currency"
