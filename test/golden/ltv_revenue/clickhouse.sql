-- $1 = "2026-01-01"
-- $2 = "2025-11-01 00:00:00"
-- $3 = "2025-12-01 00:00:00"
-- $4 = "2026-01-01 00:00:00"
-- $5 = "2026-02-01 00:00:00"
-- $6 = "2026-02-01"
-- $7 = "2026-03-01 00:00:00"
-- $8 = "2026-03-01"
-- $9 = "2026-04-01 00:00:00"
-- $10 = "list"
-- $11 = "Unknown"
-- $12 = "DE"
with "window" as (
  select cast({p1:String} as Date32) as "period", cast({p2:String} as DateTime64(6, 'UTC')) as "opens_at", cast({p3:String} as DateTime64(6, 'UTC')) as "ends_at", cast({p3:String} as DateTime64(6, 'UTC')) as "closes_at"
  union all select cast({p1:String} as Date32) as "period", cast({p3:String} as DateTime64(6, 'UTC')) as "opens_at", cast({p4:String} as DateTime64(6, 'UTC')) as "ends_at", cast({p4:String} as DateTime64(6, 'UTC')) as "closes_at"
  union all select cast({p1:String} as Date32) as "period", cast({p4:String} as DateTime64(6, 'UTC')) as "opens_at", cast({p5:String} as DateTime64(6, 'UTC')) as "ends_at", cast({p5:String} as DateTime64(6, 'UTC')) as "closes_at"
  union all select cast({p6:String} as Date32) as "period", cast({p3:String} as DateTime64(6, 'UTC')) as "opens_at", cast({p4:String} as DateTime64(6, 'UTC')) as "ends_at", cast({p4:String} as DateTime64(6, 'UTC')) as "closes_at"
  union all select cast({p6:String} as Date32) as "period", cast({p4:String} as DateTime64(6, 'UTC')) as "opens_at", cast({p5:String} as DateTime64(6, 'UTC')) as "ends_at", cast({p5:String} as DateTime64(6, 'UTC')) as "closes_at"
  union all select cast({p6:String} as Date32) as "period", cast({p5:String} as DateTime64(6, 'UTC')) as "opens_at", cast({p7:String} as DateTime64(6, 'UTC')) as "ends_at", cast({p7:String} as DateTime64(6, 'UTC')) as "closes_at"
  union all select cast({p8:String} as Date32) as "period", cast({p4:String} as DateTime64(6, 'UTC')) as "opens_at", cast({p5:String} as DateTime64(6, 'UTC')) as "ends_at", cast({p5:String} as DateTime64(6, 'UTC')) as "closes_at"
  union all select cast({p8:String} as Date32) as "period", cast({p5:String} as DateTime64(6, 'UTC')) as "opens_at", cast({p7:String} as DateTime64(6, 'UTC')) as "ends_at", cast({p7:String} as DateTime64(6, 'UTC')) as "closes_at"
  union all select cast({p8:String} as Date32) as "period", cast({p7:String} as DateTime64(6, 'UTC')) as "opens_at", cast({p9:String} as DateTime64(6, 'UTC')) as "ends_at", cast({p9:String} as DateTime64(6, 'UTC')) as "closes_at"
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
  where a."basis" = {p10:String} and a."term_months" is not null
),
"opening" as (
  select w."period" as "period", w."opens_at" as "opens_at", w."ends_at" as "ends_at", w."closes_at" as "closes_at", coalesce(a."plan", {p11:String}) as "plan", coalesce(a."currency", {p11:String}) as "currency", a."basis" as "basis", a."user_id" as "customer", a."subscription_id" as "subscription_id",
    a."currency" as "paid_in", a."amount" as "amount", case when e."ends_by" = 'end' then 1 else 0 end as "is_lost",
    case when a."term_months" is null or t."subscription_id" is not null then 1 else 0 end as "is_exposed"
  from "arr_span" a
  join "window" w on a."paying_from" < w."opens_at" and (a."paying_to" is null or a."paying_to" >= w."opens_at")
  left join "term" t on t."opens_at" = w."opens_at" and t."subscription_id" = a."subscription_id" and t."paying_from" = a."paying_from"
  left join "arr_span" e on e."basis" = a."basis" and e."subscription_id" = a."subscription_id" and e."user_id" = a."user_id"
    and e."currency" = a."currency" and e."ends_by" = 'end' and e."paying_to" >= w."opens_at" and e."paying_to" < w."closes_at"
    and (e."back_at" is null or e."back_at" >= w."closes_at")
  where a."basis" = {p10:String}
  and a."country" in ({p12:String})
),
"customer" as (
  select o."period", o."opens_at", o."plan", o."currency", o."customer", max(case when k."user_id" is null then o."is_lost" else 0 end) as "is_lost"
  from "opening" o
  left join "arr_span" k on k."basis" = o."basis" and k."user_id" = o."customer" and k."currency" = o."paid_in"
    and k."paying_from" < o."closes_at" and (k."paying_to" is null or k."paying_to" >= o."closes_at")
  where o."is_exposed" = 1
  group by o."period", o."opens_at", o."plan", o."currency", o."customer"
),
"standing" as (
  select w."period", coalesce(a."plan", {p11:String}) as "plan", coalesce(a."currency", {p11:String}) as "currency", a."amount" as "amount", a."user_id" as "customer"
  from (select "period", max("closes_at") as "closes_at" from "window" group by "period") w
  join "arr_span" a on a."paying_from" < w."closes_at" and (a."paying_to" is null or a."paying_to" >= w."closes_at")
  where a."basis" = {p10:String}
  and a."country" in ({p12:String})
),
"close" as (
  select "period", "plan", "currency", sum("amount") as "arr", count(distinct "customer") as "customers" from "standing" group by "period", "plan", "currency"
)
select s."period", s."plan", s."currency", cast(s."arr" as Int64) as "arr", s."customers",
  cast(coalesce(sum(c."is_lost"), 0) as Int64) as "lost", count(c."customer") as "exposed"
from "close" s
left join "customer" c on c."period" = s."period" and c."plan" = s."plan" and c."currency" = s."currency"
group by s."period", s."plan", s."currency", s."arr", s."customers"
order by s."period", s."plan", s."currency"
