-- $1 = "Unknown"
-- $2 = "2026-04-01"
-- $3 = "2026-05-01"
-- $4 = "list"
-- $5 = "2026-04-01 12:00:00"
-- $6 = "2026-01-01"
-- $7 = "2025-12-31"
-- $8 = "plan"
-- $9 = "month"
with "customer" as (
  select "customer", "plan", "currency", sum("before") as "opening", sum("amount") - sum("before") as "change"
  from (
    select a."user_id" as "customer", coalesce(a."plan", {p1:String}) as "plan", coalesce(a."currency", {p1:String}) as "currency",
      a."amount", case when a."moved_on" < cast({p2:String} as Date32) then a."amount" else 0 end as "before"
    from "arr_movement" a
      join (select distinct a."user_id" as "moving" from "arr_movement" a where a."moved_on" >= cast({p2:String} as Date32) and a."moved_on" < cast({p3:String} as Date32)) w on w."moving" = a."user_id"
    where a."moved_on" < cast({p3:String} as Date32)
    and a."basis" = {p4:String}
    and a."moved_at" < cast({p5:String} as DateTime64(6, 'UTC'))
  ) m
  group by "customer", "plan", "currency"
),
"part" as (
  select
    case when a."moved_on" < cast({p6:String} as Date32) then cast({p7:String} as Date32) else c."month_start" end as "period",
    coalesce(a."plan", {p1:String}) as "plan", coalesce(a."currency", {p1:String}) as "currency", a."amount" as "change", 0 as "lost", 0 as "moved"
  from (
    select "moved_on", "basis", "currency", "kind", "amount", "value" as "plan"
      from "arr_day"
      where "dimension" = {p8:String} and "moved_on" < cast({p2:String} as Date32)
    union all
    select a."moved_on", a."basis", a."currency", a."kind", a."amount", a."plan"
    from "arr_movement" a
    where a."moved_on" = cast({p2:String} as Date32) and a."moved_at" < cast({p5:String} as DateTime64(6, 'UTC'))
  ) a
  join "calendar" c on c."date" = a."moved_on"
  where a."moved_on" < cast({p3:String} as Date32)
  and a."basis" = {p4:String}
  union all
  select a."period", coalesce(a."plan", {p1:String}) as "plan", coalesce(a."currency", {p1:String}) as "currency", 0, a."lost", a."moved"
  from (select k.*, k."value" as "plan" from "arr_kept" k) a
  where a."dimension" = {p8:String} and a."grain" = {p9:String}
  and a."period" >= cast({p6:String} as Date32) and a."period" < cast({p2:String} as Date32)
  and a."basis" = {p4:String}
  union all
  select cast({p2:String} as Date32), "plan", "currency", 0,
    case when "change" < 0 then "change" else 0 end, "change"
  from "customer"
  where "opening" > 0
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
