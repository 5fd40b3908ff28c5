-- $1 = "Unknown"
-- $2 = "2026-01-01"
-- $3 = "2026-05-01"
-- $4 = "list"
-- $5 = "2026-04-01 12:00:00"
-- $6 = "new"
-- $7 = "expansion"
-- $8 = "reactivation"
-- $9 = "resume"
-- $10 = "switch_in"
-- $11 = "contraction"
-- $12 = "churn"
-- $13 = "pause"
-- $14 = "switch_out"
-- $15 = "discount_change"
-- $16 = "fx"
with "flow" as (
  select c."month_start" as "period", coalesce(a."plan", $1) as "plan", coalesce(a."currency", $1) as "currency", a."user_id" as "customer", a."moved_at", a."kind", a."amount"
  from "arr_movement" a
  join "calendar" c on c."date" = a."moved_on"
  where a."moved_on" >= cast($2 as date) and a."moved_on" < cast($3 as date)
  and a."basis" = $4
  and a."moved_at" < cast($5 as timestamp)
),
"switched" as (
  select "period", "plan", "currency", sum("amount") as "amount"
  from "flow"
  where "kind" in ('switch_in', 'switch_out')
  group by "period", "plan", "currency", "customer", "moved_at"
),
"movement" as (
  select "period", "plan", "currency", "kind", "amount"
  from "flow"
  where "kind" not in ('switch_in', 'switch_out')
  union all
  select "period", "plan", "currency", case when "amount" > 0 then 'switch_in' else 'switch_out' end, "amount"
  from "switched"
)
select "period", "plan", "currency",
  cast(sum(case when "kind" = $6 then "amount" else 0 end) as bigint) as "new",
  cast(sum(case when "kind" = $7 then "amount" else 0 end) as bigint) as "expansion",
  cast(sum(case when "kind" = $8 then "amount" else 0 end) as bigint) as "reactivation",
  cast(sum(case when "kind" = $9 then "amount" else 0 end) as bigint) as "resume",
  cast(sum(case when "kind" = $10 then "amount" else 0 end) as bigint) as "switch_in",
  cast(sum(case when "kind" = $11 then -"amount" else 0 end) as bigint) as "contraction",
  cast(sum(case when "kind" = $12 then -"amount" else 0 end) as bigint) as "churn",
  cast(sum(case when "kind" = $13 then -"amount" else 0 end) as bigint) as "pause",
  cast(sum(case when "kind" = $14 then -"amount" else 0 end) as bigint) as "switch_out",
  cast(sum(case when "kind" = $15 then "amount" else 0 end) as bigint) as "discount_change",
  cast(sum(case when "kind" = $16 then "amount" else 0 end) as bigint) as "fx"
from "movement"
group by "period", "plan", "currency"
order by "period", "plan", "currency"
