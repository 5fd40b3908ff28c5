-- $1 = "2026-01-01"
-- $2 = "2025-12-31"
-- $3 = "Unknown"
-- $4 = "all"
-- $5 = "2026-04-01"
-- $6 = "list"
-- $7 = "month"
with "part" as (
  select
    case when a."moved_on" < cast({p1:String} as Date32) then cast({p2:String} as Date32) else c."month_start" end as "period",
    coalesce(a."currency", {p3:String}) as "currency", a."amount" as "change", 0 as "lost", 0 as "moved"
  from (
    select "moved_on", "basis", "currency", "kind", "amount"
      from "arr_day"
      where "dimension" = {p4:String} and "moved_on" < cast({p5:String} as Date32)
  ) a
  join "calendar" c on c."date" = a."moved_on"
  where a."moved_on" < cast({p5:String} as Date32)
  and a."basis" = {p6:String}
  union all
  select a."period", coalesce(a."currency", {p3:String}) as "currency", 0, a."lost", a."moved"
  from "arr_kept" a
  where a."dimension" = {p4:String} and a."grain" = {p7:String}
  and a."period" >= cast({p1:String} as Date32) and a."period" < cast({p5:String} as Date32)
  and a."basis" = {p6:String}
),
"bucket" as (
  select "period", "currency", sum("change") as "change", sum("lost") as "lost", sum("moved") as "moved"
  from "part"
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
