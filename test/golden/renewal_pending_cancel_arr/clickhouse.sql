-- $1 = "2026-01-01"
-- $2 = "2026-01-01 00:00:00"
-- $3 = "2026-02-01 00:00:00"
-- $4 = "2026-02-01"
-- $5 = "2026-03-01 00:00:00"
-- $6 = "2026-03-01"
-- $7 = "2026-04-01 00:00:00"
-- $8 = "Unknown"
-- $9 = "list"
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
  select w."period", coalesce(a."plan", {p8:String}) as "plan", coalesce(a."currency", {p8:String}) as "currency", a."subscription_id" as "subscription_id", a."basis" as "basis", addMonths(a."term_ends_at", (r."number" * a."term_months")) as "term_at"
  from "arr_span" a
  join "renewal" r on addMonths(a."term_ends_at", (r."number" * a."term_months")) > a."paying_from" and (a."paying_to" is null or addMonths(a."term_ends_at", (r."number" * a."term_months")) <= a."paying_to")
  join "window" w on addMonths(a."term_ends_at", (r."number" * a."term_months")) >= w."opens_at" and addMonths(a."term_ends_at", (r."number" * a."term_months")) < w."closes_at"
  where a."basis" = {p9:String}
  and a."term_months" is not null
  and a."country" in ({p10:String})
)
select t."period", t."plan", t."currency", cast(sum(m."amount") as Int64) as "value"
from "term" t
join "cancel_movement" m on m."basis" = t."basis" and m."subscription_id" = t."subscription_id" and m."kind" = 'pending'
  and m."moved_at" < t."term_at"
group by t."period", t."plan", t."currency"
order by t."period", t."plan", t."currency"
