-- $1 = 30
-- $2 = "country"
-- $3 = "activity"
-- $4 = "2025-12-03"
-- $5 = "2026-04-01"
-- $6 = "DE"
with "change" as (
  select (g."active_on" + case when g."gap_days" > 0 and g."gap_days" < cast($1 as integer) then cast($1 as integer) - g."gap_days" else 0 end) as "changed_at", g."users" as "change"
  from "activity_gap" g
  where g."dimension" = $2
  and g."activity" in ($3)
  and g."active_on" >= cast($4 as date) and g."active_on" < cast($5 as date)
  and g."value" in ($6)
  union all
  select (g."active_on" + cast($1 as integer)), -g."users"
  from "activity_gap" g
  where g."dimension" = $2
  and g."activity" in ($3)
  and g."active_on" >= cast($4 as date) and g."active_on" < cast($5 as date)
  and g."value" in ($6)
)
select "changed_at" as "period", cast(sum(sum("change")) over (order by "changed_at" rows unbounded preceding) as bigint) as "value"
from "change"
group by "changed_at"
order by "period"
