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
  select cast($1 as date) as "period", cast($2 as timestamp) as "opens_at", cast($3 as timestamp) as "ends_at", cast($3 as timestamp) as "closes_at"
  union all select cast($4 as date) as "period", cast($3 as timestamp) as "opens_at", cast($5 as timestamp) as "ends_at", cast($5 as timestamp) as "closes_at"
  union all select cast($6 as date) as "period", cast($5 as timestamp) as "opens_at", cast($7 as timestamp) as "ends_at", cast($7 as timestamp) as "closes_at"
),
"renewal" as (
  select 10 * t."n" + o."n" as "number" from (select 0 as "n" union all select 1 union all select 2 union all select 3) t,
    (select 0 as "n" union all select 1 union all select 2 union all select 3 union all select 4 union all select 5 union all select 6 union all select 7 union all select 8 union all select 9) o
),
"term" as (
  select w."period", coalesce(a."plan", $8) as "plan", coalesce(a."currency", $8) as "currency", a."subscription_id" as "subscription_id", a."basis" as "basis", (a."term_ends_at" + (r."number" * a."term_months") * interval '1 month') as "term_at"
  from "arr_span" a
  join "renewal" r on (a."term_ends_at" + (r."number" * a."term_months") * interval '1 month') > a."paying_from" and (a."paying_to" is null or (a."term_ends_at" + (r."number" * a."term_months") * interval '1 month') <= a."paying_to")
  join "window" w on (a."term_ends_at" + (r."number" * a."term_months") * interval '1 month') >= w."opens_at" and (a."term_ends_at" + (r."number" * a."term_months") * interval '1 month') < w."closes_at"
  where a."basis" = $9
  and a."term_months" is not null
  and a."country" in ($10)
)
select t."period", t."plan", t."currency", cast(sum(m."amount") as bigint) as "value"
from "term" t
join "cancel_movement" m on m."basis" = t."basis" and m."subscription_id" = t."subscription_id" and m."kind" = 'pending'
  and m."moved_at" < t."term_at"
group by t."period", t."plan", t."currency"
order by t."period", t."plan", t."currency"
