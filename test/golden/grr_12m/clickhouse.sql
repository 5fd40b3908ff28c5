-- $1 = "2026-01-01"
-- $2 = "2025-02-01"
-- $3 = "2026-02-01"
-- $4 = "2025-03-01"
-- $5 = "2026-03-01"
-- $6 = "2025-04-01"
-- $7 = "2026-04-01"
-- $8 = "Unknown"
-- $9 = "list"
-- $10 = "2026-04-01 00:00:00"
-- $11 = "DE"
with "window" as (
  select cast({p1:String} as Date32) as "period",
    cast({p2:String} as Date32) as "opens_on", cast({p3:String} as Date32) as "closes_on"
  union all
  select cast({p3:String} as Date32) as "period",
    cast({p4:String} as Date32) as "opens_on", cast({p5:String} as Date32) as "closes_on"
  union all
  select cast({p5:String} as Date32) as "period",
    cast({p6:String} as Date32) as "opens_on", cast({p7:String} as Date32) as "closes_on"
),
"movement" as (
  select a."moved_on" as "day", a."user_id" as "customer",
    coalesce(a."plan", {p8:String}) as "plan", coalesce(a."currency", {p8:String}) as "currency", a."amount"
  from "arr_movement" a
  where a."basis" = {p9:String}
  and a."moved_at" < cast({p10:String} as DateTime64(6, 'UTC'))
  and a."country" in ({p11:String})
),
"customer" as (
  select "period", "plan", "currency", "customer", sum("amount") as "closing",
    sum(case when "day" < "opens_on" then "amount" else 0 end) as "opening"
  from "window"
  join "movement" on "day" < "closes_on"
  group by "period", "plan", "currency", "customer"
)
select "period", "plan", "currency",
  cast(sum("opening") as Int64) as "opening",
  cast(sum(case when "opening" < "closing" then "opening" else "closing" end) as Int64) as "gross",
  cast(sum("closing") as Int64) as "net"
from "customer"
where "opening" > 0
group by "period", "plan", "currency"
order by "period", "plan", "currency"
