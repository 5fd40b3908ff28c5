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
    case when a."moved_on" < cast($1 as date) then cast($2 as date) else c."month_start" end as "period",
    coalesce(a."plan", $3) as "plan", coalesce(a."currency", $3) as "currency", a."amount" as "change", 0 as "lost", 0 as "moved"
  from (
    select "moved_on", "basis", "currency", "kind", "amount", "value" as "plan"
      from "arr_day"
      where "dimension" = $4 and "moved_on" < cast($5 as date)
    union all
    select a."moved_on", a."basis", a."currency", a."kind", a."amount", a."plan"
    from "arr_movement" a
    where a."moved_on" = cast($5 as date) and a."moved_at" < cast($6 as timestamp)
  ) a
  join "calendar" c on c."date" = a."moved_on"
  where a."moved_on" < cast($5 as date)
  and a."basis" = $7
  union all
  select a."period", coalesce(a."plan", $3) as "plan", coalesce(a."currency", $3) as "currency", 0, a."lost", a."moved"
  from (
    select k.*, k."value" as "plan"
    from "arr_kept" k
  ) a
  where a."dimension" = $4 and a."grain" = $8
  and a."period" >= cast($1 as date) and a."period" < cast($5 as date)
  and a."basis" = $7
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
