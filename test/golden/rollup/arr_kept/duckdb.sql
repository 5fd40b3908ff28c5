-- $1 = "plan"
-- $2 = "billing_interval"
-- $3 = "country"
-- $4 = "platform"
-- $5 = "week"
-- $6 = 6
-- $7 = "month"
-- $8 = "quarter"
-- $9 = "year"
-- $10 = "all"
-- $11 = "day"
with "step" as (
  select d."dimension", case d."dimension" when $1 then m."plan" when $2 then m."billing_interval" when $3 then m."country" when $4 then m."platform" end as "value", g."grain",
    case g."grain" when 'day' then m."moved_on" when 'week' then (cast(date_trunc($5, (m."moved_on" + -(cast($6 as integer)))) as date) + cast($6 as integer)) when 'month' then cast(date_trunc($7, m."moved_on") as date)
      when 'quarter' then cast(date_trunc($8, m."moved_on") as date) else cast(date_trunc($9, m."moved_on") as date) end as "period",
    m."basis", m."currency", m."user_id", m."amount"
  from "arr_movement" m
  cross join (select $10 as "dimension"
  union all
  select $1 as "dimension"
  union all
  select $2 as "dimension"
  union all
  select $3 as "dimension"
  union all
  select $4 as "dimension") d
  cross join (select $11 as "grain"
  union all
  select $5 as "grain"
  union all
  select $7 as "grain"
  union all
  select $8 as "grain"
  union all
  select $9 as "grain") g
),
"change" as (
  select "dimension", "value", "grain", "period", "basis", "currency", "user_id", sum("amount") as "amount"
  from "step"
  group by "dimension", "value", "grain", "period", "basis", "currency", "user_id"
),
"customer" as (
  select "dimension", "value", "grain", "period", "basis", "currency", "amount",
    sum("amount") over (partition by "dimension", "value", "grain", "basis", "currency", "user_id" order by "period" rows unbounded preceding) - "amount" as "opening"
  from "change"
)
select "dimension", "value", "grain", "period", "basis", "currency", cast(sum(case when "amount" < 0 then "amount" else 0 end) as bigint) as "lost",
  cast(sum("amount") as bigint) as "moved"
from "customer"
where "opening" > 0
group by "dimension", "value", "grain", "period", "basis", "currency"
having sum(abs("amount")) > 0
order by "dimension", "value", "grain", "period", "basis", "currency"
