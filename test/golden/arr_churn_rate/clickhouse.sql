-- $1 = "2026-01-01"
-- $2 = "2026-01-01 00:00:00"
-- $3 = "2026-02-01 00:00:00"
-- $4 = "2026-02-01"
-- $5 = "2026-03-01 00:00:00"
-- $6 = "2026-03-01"
-- $7 = "2026-04-01 00:00:00"
-- $8 = "list"
-- $9 = "Unknown"
-- $10 = "DE"
with "window" as (
  select cast({p1:String} as Date32) as "period", cast({p2:String} as DateTime64(6, 'UTC')) as "opens_at", cast({p3:String} as DateTime64(6, 'UTC')) as "ends_at", cast({p3:String} as DateTime64(6, 'UTC')) as "closes_at"
  union all select cast({p4:String} as Date32) as "period", cast({p3:String} as DateTime64(6, 'UTC')) as "opens_at", cast({p5:String} as DateTime64(6, 'UTC')) as "ends_at", cast({p5:String} as DateTime64(6, 'UTC')) as "closes_at"
  union all select cast({p6:String} as Date32) as "period", cast({p5:String} as DateTime64(6, 'UTC')) as "opens_at", cast({p7:String} as DateTime64(6, 'UTC')) as "ends_at", cast({p7:String} as DateTime64(6, 'UTC')) as "closes_at"
),
"renewal" as (
  select 10 * t."n" + o."n" as "number" from (select 0 as "n" union all select 1 union all select 2 union all select 3) t,
    (select 0 as "n" union all select 1 union all select 2 union all select 3 union all select 4 union all select 5 union all select 6 union all select 7 union all select 8 union all select 9) o
),
"term" as (
  select distinct w."opens_at", a."subscription_id", a."paying_from"
  from "arr_span" a
  cross join "renewal" r
  join "window" w on addMonths(a."term_ends_at", (r."number" * a."term_months")) >= w."opens_at" and addMonths(a."term_ends_at", (r."number" * a."term_months")) < w."ends_at"
  where a."basis" = {p8:String} and a."term_months" is not null
),
"opening" as (
  select w."period" as "period", w."opens_at" as "opens_at", w."ends_at" as "ends_at", w."closes_at" as "closes_at", coalesce(a."plan", {p9:String}) as "plan", coalesce(a."currency", {p9:String}) as "currency", a."basis" as "basis", a."user_id" as "customer", a."subscription_id" as "subscription_id",
    a."currency" as "paid_in", a."amount" as "amount", case when e."ends_by" = 'end' then 1 else 0 end as "is_lost",
    case when a."term_months" is null or t."subscription_id" is not null then 1 else 0 end as "is_exposed"
  from "arr_span" a
  join "window" w on a."paying_from" < w."opens_at" and (a."paying_to" is null or a."paying_to" >= w."opens_at")
  left join "term" t on t."opens_at" = w."opens_at" and t."subscription_id" = a."subscription_id" and t."paying_from" = a."paying_from"
  left join "arr_span" e on e."basis" = a."basis" and e."subscription_id" = a."subscription_id" and e."user_id" = a."user_id"
    and e."currency" = a."currency" and e."ends_by" = 'end' and e."paying_to" >= w."opens_at" and e."paying_to" < w."closes_at"
    and (e."back_at" is null or e."back_at" >= w."closes_at")
  where a."basis" = {p8:String}
  and a."country" in ({p10:String})
)
select "period", "plan", "currency", cast(sum("is_exposed" * "is_lost" * "amount") as Int64) as "numerator", cast(sum("is_exposed" * "amount") as Int64) as "denominator"
from "opening"
group by "period", "plan", "currency"
order by "period", "plan", "currency"
