-- $1 = "2026-01-01"
-- $2 = "2025-12-31"
-- $3 = "Unknown"
-- $4 = "plan"
-- $5 = "2026-04-01"
-- $6 = "2026-04-01 12:00:00"
-- $7 = "list"
-- $8 = "month"
with "part" as (
  select
    case when a."moved_on" < cast({p1:String} as Date32) then cast({p2:String} as Date32) else c."month_start" end as "period",
    coalesce(a."plan", {p3:String}) as "plan", coalesce(a."currency", {p3:String}) as "currency", a."amount" as "change", 0 as "lost", 0 as "moved"
  from (
    select "moved_on", "basis", "currency", "kind", "amount", "value" as "plan"
      from "arr_day"
      where "dimension" = {p4:String} and "moved_on" < cast({p5:String} as Date32)
    union all
    select a."moved_on", a."basis", a."currency", a."kind", a."amount", a."plan"
    from "arr_movement" a
    where a."moved_on" = cast({p5:String} as Date32) and a."moved_at" < cast({p6:String} as DateTime64(6, 'UTC'))
  ) a
  join "calendar" c on c."date" = a."moved_on"
  where a."moved_on" < cast({p5:String} as Date32)
  and a."basis" = {p7:String}
  union all
  select a."period", coalesce(a."plan", {p3:String}) as "plan", coalesce(a."currency", {p3:String}) as "currency", 0, a."lost", a."moved"
  from (
    select k.*, k."value" as "plan"
    from "arr_kept" k
  ) a
  where a."dimension" = {p4:String} and a."grain" = {p8:String}
  and a."period" >= cast({p1:String} as Date32) and a."period" < cast({p5:String} as Date32)
  and a."basis" = {p7:String}
),
"bucket" as (
  select "period", "plan", "currency", sum("change") as "change", sum("lost") as "lost", sum("moved") as "moved"
  from "part"
  group by "period", "plan", "currency"
),
"standing" as (
  select "period", "plan", "currency", "change", "lost", "moved",
    sum("change") over (partition by "plan", "currency" order by "period" rows unbounded preceding) as "closing"
  from "bucket"
)
select "period", "plan", "currency",
  cast("closing" - "change" as Int64) as "opening",
  cast("closing" - "change" + "lost" as Int64) as "gross",
  cast("closing" - "change" + "moved" as Int64) as "net",
  cast("closing" as Int64) as "closing"
from "standing"
order by "period", "plan", "currency"
