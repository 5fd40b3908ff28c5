-- $1 = "2026-01-01"
-- $2 = "2025-12-31"
-- $3 = "Unknown"
-- $4 = "all"
-- $5 = "2026-04-01"
-- $6 = "list"
-- $7 = "month"
with "part" as (
  select
    case when a."moved_on" < cast($1 as date) then cast($2 as date) else c."month_start" end as "period",
    coalesce(a."currency", $3) as "currency", a."amount" as "change", 0 as "lost", 0 as "moved"
  from (
    select "moved_on", "basis", "currency", "kind", "amount"
      from "arr_day"
      where "dimension" = $4 and "moved_on" < cast($5 as date)
  ) a
  join "calendar" c on c."date" = a."moved_on"
  where a."moved_on" < cast($5 as date)
  and a."basis" = $6
  union all
  select a."period", coalesce(a."currency", $3) as "currency", 0, a."lost", a."moved"
  from "arr_kept" a
  where a."dimension" = $4 and a."grain" = $7
  and a."period" >= cast($1 as date) and a."period" < cast($5 as date)
  and a."basis" = $6
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
  cast("closing" - "change" as bigint) as "opening",
  cast("closing" - "change" + "lost" as bigint) as "gross",
  cast("closing" - "change" + "moved" as bigint) as "net",
  cast("closing" as bigint) as "closing"
from "standing"
order by "period", "currency"
