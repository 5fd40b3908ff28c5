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
  select c."month_start" as "period", coalesce(a."currency", $1) as "currency", a."kind", a."amount"
  from (
    select "moved_on", "basis", "currency", "kind", "amount"
      from "arr_day"
      where "dimension" = $2 and "moved_on" < cast($3 as date)
  ) a
  join "calendar" c on c."date" = a."moved_on"
  where a."moved_on" >= cast($4 as date) and a."moved_on" < cast($3 as date)
  and a."basis" = $5
  and a."kind" not in ('switch_in', 'switch_out')
)
select "period", "currency",
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
group by "period", "currency"
order by "period", "currency"
