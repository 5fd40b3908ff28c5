-- $1 = "country"
-- $2 = "activity"
-- $3 = "2026-01-01"
-- $4 = "2026-04-01"
-- $5 = "DE"
with "arrival" as (
  select c."month_start" as "period", g."activity", g."users", g."gap_days"
  from "activity_gap" g
  join "calendar" c on c."date" = g."active_on"
  where g."dimension" = $1
  and g."activity" in ($2)
  and g."active_on" >= cast($3 as date) and g."active_on" < cast($4 as date)
  and g."value" in ($5)
  and (g."gap_days" = 0 or (g."active_on" + -g."gap_days") < c."month_start")
  and g."gap_days" > 0
)
select "period",
  cast(sum(case when "activity" = $2 and "gap_days" > 0 then "users" else 0 end) as bigint) as "value"
from "arrival"
group by "period"
order by "period"
