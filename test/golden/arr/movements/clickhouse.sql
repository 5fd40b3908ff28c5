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
  select c."month_start" as "period", coalesce(a."currency", {p1:String}) as "currency", coalesce(a."plan", {p1:String}) as "plan", a."user_id" as "customer", a."moved_at", a."kind", a."amount"
  from "arr_movement" a
  join "calendar" c on c."date" = a."moved_on"
  where a."moved_on" >= cast({p2:String} as Date32) and a."moved_on" < cast({p3:String} as Date32)
  and a."basis" = {p4:String}
  and a."moved_at" < cast({p5:String} as DateTime64(6, 'UTC'))
  and a."country" in ({p6:String})
),
"instant" as (
  select "period", "currency", "plan", "customer", "moved_at",
    sum(case when "kind" in ('switch_in', 'switch_out') then "amount" else 0 end) as "switched",
    sum(case when "kind" = {p7:String} then "amount" else 0 end) as "new",
    sum(case when "kind" = {p8:String} then "amount" else 0 end) as "expansion",
    sum(case when "kind" = {p9:String} then "amount" else 0 end) as "reactivation",
    sum(case when "kind" = {p10:String} then "amount" else 0 end) as "resume",
    sum(case when "kind" = {p11:String} then -"amount" else 0 end) as "contraction",
    sum(case when "kind" = {p12:String} then -"amount" else 0 end) as "churn",
    sum(case when "kind" = {p13:String} then -"amount" else 0 end) as "pause",
    sum(case when "kind" = {p14:String} then "amount" else 0 end) as "discount_change",
    sum(case when "kind" = {p15:String} then "amount" else 0 end) as "fx"
  from "flow"
  group by "period", "currency", "plan", "customer", "moved_at"
)
select "period", "currency", "plan",
  cast(sum("new") as Int64) as "new",
  cast(sum("expansion") as Int64) as "expansion",
  cast(sum("reactivation") as Int64) as "reactivation",
  cast(sum("resume") as Int64) as "resume",
  cast(sum(case when "switched" > 0 then "switched" else 0 end) as Int64) as "switch_in",
  cast(sum("contraction") as Int64) as "contraction",
  cast(sum("churn") as Int64) as "churn",
  cast(sum("pause") as Int64) as "pause",
  cast(sum(case when "switched" < 0 then -"switched" else 0 end) as Int64) as "switch_out",
  cast(sum("discount_change") as Int64) as "discount_change",
  cast(sum("fx") as Int64) as "fx"
from "instant"
group by "period", "currency", "plan"
order by "period", "currency", "plan"
