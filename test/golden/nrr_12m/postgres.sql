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
  select cast($1 as date) as "period",
    cast($2 as date) as "opens_on", cast($3 as date) as "closes_on"
  union all
  select cast($3 as date) as "period",
    cast($4 as date) as "opens_on", cast($5 as date) as "closes_on"
  union all
  select cast($5 as date) as "period",
    cast($6 as date) as "opens_on", cast($7 as date) as "closes_on"
),
"movement" as (
  select a."moved_on" as "day", a."user_id" as "customer",
    coalesce(a."plan", $8) as "plan", coalesce(a."currency", $8) as "currency", a."amount"
  from "arr_movement" a
  where a."basis" = $9
  and a."moved_at" < cast($10 as timestamp)
  and a."country" in ($11)
),
"customer" as (
  select "period", "plan", "currency", "customer", sum("amount") as "closing",
    sum(case when "day" < "opens_on" then "amount" else 0 end) as "opening"
  from "window"
  join "movement" on "day" < "closes_on"
  group by "period", "plan", "currency", "customer"
)
select "period", "plan", "currency",
  cast(sum("opening") as bigint) as "opening",
  cast(sum(case when "opening" < "closing" then "opening" else "closing" end) as bigint) as "gross",
  cast(sum("closing") as bigint) as "net"
from "customer"
where "opening" > 0
group by "period", "plan", "currency"
order by "period", "plan", "currency"
