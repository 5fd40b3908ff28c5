-- $1 = "2026-01-01"
-- $2 = "2025-12-31"
-- $3 = "Unknown"
-- $4 = "2026-04-01"
-- $5 = "list"
-- $6 = "2026-04-01 12:00:00"
with "movement" as (
  select
    case when a."moved_on" < cast($1 as date) then cast($2 as date) else c."month_start" end as "period",
    a."user_id" as "customer", coalesce(a."plan", $3) as "plan", coalesce(a."currency", $3) as "currency", a."kind", a."amount"
  from "arr_movement" a
  join "calendar" c on c."date" = a."moved_on"
  where a."moved_on" < cast($4 as date)
  and a."basis" = $5
  and a."moved_at" < cast($6 as timestamp)
),
"change" as (
  select "period", "plan", "currency", "customer", sum("amount") as "change"
  from "movement"
  group by "period", "plan", "currency", "customer"
),
"customer" as (
  select "period", "plan", "currency", "change",
    sum("change") over (partition by "customer", "plan", "currency" order by "period" rows unbounded preceding) - "change" as "opening"
  from "change"
),
"bucket" as (
  select "period", "plan", "currency", sum("change") as "change",
    sum(case when "opening" > 0 and "change" < 0 then "change" else 0 end) as "lost",
    sum(case when "opening" > 0 then "change" else 0 end) as "moved"
  from "customer"
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
