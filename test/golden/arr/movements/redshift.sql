-- $1 = "Unknown"
-- $2 = "2026-01-01"
-- $3 = "2026-04-01"
-- $4 = "list"
-- $5 = "2026-04-01 00:00:00"
-- $6 = "DE"
-- $7 = "new"
-- $8 = "expansion"
-- $9 = "reactivation"
-- $10 = "resume"
-- $11 = "contraction"
-- $12 = "churn"
-- $13 = "pause"
-- $14 = "discount_change"
-- $15 = "fx"
with "flow" as (
  select c."month_start" as "period", coalesce(a."currency", $1) as "currency", coalesce(a."plan", $1) as "plan", a."user_id" as "customer", a."moved_at", a."kind", a."amount"
  from "arr_movement" a
  join "calendar" c on c."date" = a."moved_on"
  where a."moved_on" >= cast($2 as date) and a."moved_on" < cast($3 as date)
  and a."basis" = $4
  and a."moved_at" < cast($5 as timestamp)
  and a."country" in ($6)
),
"instant" as (
  select "period", "currency", "plan", "customer", "moved_at",
    sum(case when "kind" in ('switch_in', 'switch_out') then "amount" else 0 end) as "switched",
    sum(case when "kind" = $7 then "amount" else 0 end) as "new",
    sum(case when "kind" = $8 then "amount" else 0 end) as "expansion",
    sum(case when "kind" = $9 then "amount" else 0 end) as "reactivation",
    sum(case when "kind" = $10 then "amount" else 0 end) as "resume",
    sum(case when "kind" = $11 then -"amount" else 0 end) as "contraction",
    sum(case when "kind" = $12 then -"amount" else 0 end) as "churn",
    sum(case when "kind" = $13 then -"amount" else 0 end) as "pause",
    sum(case when "kind" = $14 then "amount" else 0 end) as "discount_change",
    sum(case when "kind" = $15 then "amount" else 0 end) as "fx"
  from "flow"
  group by "period", "currency", "plan", "customer", "moved_at"
)
select "period", "currency", "plan",
  cast(sum("new") as bigint) as "new",
  cast(sum("expansion") as bigint) as "expansion",
  cast(sum("reactivation") as bigint) as "reactivation",
  cast(sum("resume") as bigint) as "resume",
  cast(sum(case when "switched" > 0 then "switched" else 0 end) as bigint) as "switch_in",
  cast(sum("contraction") as bigint) as "contraction",
  cast(sum("churn") as bigint) as "churn",
  cast(sum("pause") as bigint) as "pause",
  cast(sum(case when "switched" < 0 then -"switched" else 0 end) as bigint) as "switch_out",
  cast(sum("discount_change") as bigint) as "discount_change",
  cast(sum("fx") as bigint) as "fx"
from "instant"
group by "period", "currency", "plan"
order by "period", "currency", "plan"
