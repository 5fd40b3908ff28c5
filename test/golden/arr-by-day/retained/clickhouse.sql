-- $1 = "2026-01-01"
-- $2 = "2025-12-31"
-- $3 = "Unknown"
-- $4 = "2026-04-01"
-- $5 = "list"
-- $6 = "2026-04-01 00:00:00"
with "movement" as (
  select
    case when a."moved_on" < cast({p1:String} as Date32) then cast({p2:String} as Date32) else c."month_start" end as "period",
    a."user_id" as "customer", coalesce(a."currency", {p3:String}) as "currency", a."kind", a."amount"
  from "arr_movement" a
  join "calendar" c on c."date" = a."moved_on"
  where a."moved_on" < cast({p4:String} as Date32)
  and a."basis" = {p5:String}
  and a."moved_at" < cast({p6:String} as DateTime64(6, 'UTC'))
),
"change" as (
  select "period", "currency", "customer", sum("amount") as "change"
  from "movement"
  group by "period", "currency", "customer"
),
"customer" as (
  select "period", "currency", "change",
    sum("change") over (partition by "customer", "currency" order by "period" rows unbounded preceding) - "change" as "opening"
  from "change"
),
"bucket" as (
  select "period", "currency", sum("change") as "change",
    sum(case when "opening" > 0 and "change" < 0 then "change" else 0 end) as "lost",
    sum(case when "opening" > 0 then "change" else 0 end) as "moved"
  from "customer"
  group by "period", "currency"
),
"standing" as (
  select "period", "currency", "change", "lost", "moved",
    sum("change") over (partition by "currency" order by "period" rows unbounded preceding) as "closing"
  from "bucket"
)
select "period", "currency",
  cast("closing" - "change" as Int64) as "opening",
  cast("closing" - "change" + "lost" as Int64) as "gross",
  cast("closing" - "change" + "moved" as Int64) as "net",
  cast("closing" as Int64) as "closing"
from "standing"
order by "period", "currency"
