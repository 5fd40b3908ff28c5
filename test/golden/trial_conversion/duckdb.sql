-- $1 = "Unknown"
-- $2 = 2592000
-- $3 = "2026-01-01"
-- $4 = "2026-04-01"
-- $5 = "2026-04-01 00:00:00"
-- $6 = "DE"
with "trial_of_bucket" as (
  select c."month_start" as "period", coalesce(a."plan", $1) as "plan", case when a."paying_at" <= (a."started_at" + cast($2 as bigint) * interval '1 second') then 1 else 0 end as "is_converted"
  from "trial" a
  join "calendar" c on c."date" = a."started_on"
  where a."started_on" >= cast($3 as date) and a."started_on" < cast($4 as date)
  and (a."started_at" + cast($2 as bigint) * interval '1 second') <= cast($5 as timestamp)
  and a."started_at" < cast($5 as timestamp)
  and a."country" in ($6)
)
select "period", "plan", cast(sum("is_converted") as bigint) as "numerator", count(*) as "denominator"
from "trial_of_bucket"
group by "period", "plan"
order by "period", "plan"
