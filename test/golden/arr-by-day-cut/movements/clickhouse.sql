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
  select c."month_start" as "period", coalesce(a."plan", {p1:String}) as "plan", coalesce(a."currency", {p1:String}) as "currency", a."user_id" as "customer", a."moved_at", a."kind", a."amount"
  from "arr_movement" a
  join "calendar" c on c."date" = a."moved_on"
  where a."moved_on" >= cast({p2:String} as Date32) and a."moved_on" < cast({p3:String} as Date32)
  and a."basis" = {p4:String}
  and a."moved_at" < cast({p5:String} as DateTime64(6, 'UTC'))
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
  cast(sum(case when "kind" = {p6:String} then "amount" else 0 end) as Int64) as "new",
  cast(sum(case when "kind" = {p7:String} then "amount" else 0 end) as Int64) as "expansion",
  cast(sum(case when "kind" = {p8:String} then "amount" else 0 end) as Int64) as "reactivation",
  cast(sum(case when "kind" = {p9:String} then "amount" else 0 end) as Int64) as "resume",
  cast(sum(case when "kind" = {p10:String} then "amount" else 0 end) as Int64) as "switch_in",
  cast(sum(case when "kind" = {p11:String} then -"amount" else 0 end) as Int64) as "contraction",
  cast(sum(case when "kind" = {p12:String} then -"amount" else 0 end) as Int64) as "churn",
  cast(sum(case when "kind" = {p13:String} then -"amount" else 0 end) as Int64) as "pause",
  cast(sum(case when "kind" = {p14:String} then -"amount" else 0 end) as Int64) as "switch_out",
  cast(sum(case when "kind" = {p15:String} then "amount" else 0 end) as Int64) as "discount_change",
  cast(sum(case when "kind" = {p16:String} then "amount" else 0 end) as Int64) as "fx"
from "movement"
group by "period", "plan", "currency"
order by "period", "plan", "currency"
