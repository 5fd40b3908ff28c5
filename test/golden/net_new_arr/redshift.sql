-- $1 = "Unknown"
-- $2 = "2026-01-01"
-- $3 = "2026-04-01"
-- $4 = "list"
-- $5 = "2026-04-01 00:00:00"
-- $6 = "DE"
with "flow" as (
  select c."month_start" as "period", coalesce(a."plan", $1) as "plan", coalesce(a."currency", $1) as "currency", a."amount"
  from "arr_movement" a
  join "calendar" c on c."date" = a."moved_on"
  where a."moved_on" >= cast($2 as date) and a."moved_on" < cast($3 as date)
  and a."basis" = $4
  and a."moved_at" < cast($5 as timestamp)
  and a."country" in ($6)
)
select "period", "plan", "currency", cast(sum("amount") as bigint) as "value"
from "flow"
group by "period", "plan", "currency"
order by "period", "plan", "currency"
