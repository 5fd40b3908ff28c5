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
    select a."user_id" as "customer", coalesce(a."plan", $1) as "plan", coalesce(a."currency", $1) as "currency",
      a."amount", case when a."moved_on" < cast($2 as date) then a."amount" else 0 end as "before"
    from "arr_movement" a
      join (select distinct a."user_id" as "moving" from "arr_movement" a where a."moved_on" >= cast($2 as date) and a."moved_on" < cast($3 as date)) w on w."moving" = a."user_id"
    where a."moved_on" < cast($3 as date)
    and a."basis" = $4
    and a."moved_at" < cast($5 as timestamp)
  ) m
  group by "customer", "plan", "currency"
),
"part" as (
  select
    case when a."moved_on" < cast($6 as date) then cast($7 as date) else c."month_start" end as "period",
    coalesce(a."plan", $1) as "plan", coalesce(a."currency", $1) as "currency", a."amount" as "change", 0 as "lost", 0 as "moved"
  from (
    select "moved_on", "basis", "currency", "kind", "amount", "value" as "plan"
      from "arr_day"
      where "dimension" = $8 and "moved_on" < cast($2 as date)
    union all
    select a."moved_on", a."basis", a."currency", a."kind", a."amount", a."plan"
    from "arr_movement" a
    where a."moved_on" = cast($2 as date) and a."moved_at" < cast($5 as timestamp)
  ) a
  join "calendar" c on c."date" = a."moved_on"
  where a."moved_on" < cast($3 as date)
  and a."basis" = $4
  union all
  select a."period", coalesce(a."plan", $1) as "plan", coalesce(a."currency", $1) as "currency", 0, a."lost", a."moved"
  from (select k.*, k."value" as "plan" from "arr_kept" k) a
  where a."dimension" = $8 and a."grain" = $9
  and a."period" >= cast($6 as date) and a."period" < cast($2 as date)
  and a."basis" = $4
  union all
  select cast($2 as date), "plan", "currency", 0,
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
  cast("closing" - "change" as bigint) as "opening",
  cast("closing" - "change" + "lost" as bigint) as "gross",
  cast("closing" - "change" + "moved" as bigint) as "net",
  cast("closing" as bigint) as "closing"
from "standing"
order by "period", "plan", "currency"
