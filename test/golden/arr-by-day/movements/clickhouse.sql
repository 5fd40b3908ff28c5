-- $1 = "Unknown"
-- $2 = "all"
-- $3 = "2026-04-01"
-- $4 = "2026-01-01"
-- $5 = "list"
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
with "movement" as (
  select c."month_start" as "period", coalesce(a."currency", {p1:String}) as "currency", a."kind", a."amount"
  from (
    select "moved_on", "basis", "currency", "kind", "amount"
      from "arr_day"
      where "dimension" = {p2:String} and "moved_on" < cast({p3:String} as Date32)
  ) a
  join "calendar" c on c."date" = a."moved_on"
  where a."moved_on" >= cast({p4:String} as Date32) and a."moved_on" < cast({p3:String} as Date32)
  and a."basis" = {p5:String}
  and a."kind" not in ('switch_in', 'switch_out')
)
select "period", "currency",
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
group by "period", "currency"
order by "period", "currency"
