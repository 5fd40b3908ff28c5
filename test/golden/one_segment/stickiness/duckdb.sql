-- $1 = "2026-04-01"
-- $2 = "country"
-- $3 = "activity"
-- $4 = "2026-01-01"
-- $5 = "DE"
with "active" as (
  select c."month_start" as "period", case when g."active_on" < cast($1 as date) then g."users" else 0 end as "days", case when (g."gap_days" = 0 or (g."active_on" + -g."gap_days") < c."month_start") then g."users" else 0 end as "users"
  from "activity_gap" g
  join "calendar" c on c."date" = g."active_on"
  where g."dimension" = $2
  and g."activity" in ($3)
  and g."active_on" >= cast($4 as date) and g."active_on" < cast($1 as date)
  and g."value" in ($5)
)
select "period",
  cast(sum("days") as bigint) as "numerator",
  cast(sum("users") as bigint) as "denominator"
from "active"
group by "period"
order by "period"
