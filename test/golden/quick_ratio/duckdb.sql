-- $1 = "Unknown"
-- $2 = "2026-01-01"
-- $3 = "2026-04-01"
-- $4 = "list"
-- $5 = "new"
-- $6 = "expansion"
-- $7 = "reactivation"
-- $8 = "contraction"
-- $9 = "churn"
-- $10 = "2026-04-01 00:00:00"
-- $11 = "DE"
with "flow" as (
  select c."month_start" as "period", coalesce(a."plan", $1) as "plan", coalesce(a."currency", $1) as "currency", a."kind", a."amount"
  from "arr_movement" a
  join "calendar" c on c."date" = a."moved_on"
  where a."moved_on" >= cast($2 as date) and a."moved_on" < cast($3 as date)
  and a."basis" = $4
  and a."kind" in ($5, $6, $7, $8, $9)
  and a."moved_at" < cast($10 as timestamp)
  and a."country" in ($11)
)
select "period", "plan", "currency",
  cast(sum(case when "kind" in ($5, $6, $7) then "amount" else 0 end) as bigint) as "numerator",
  cast(sum(case when "kind" in ($8, $9) then -"amount" else 0 end) as bigint) as "denominator"
from "flow"
group by "period", "plan", "currency"
order by "period", "plan", "currency"
