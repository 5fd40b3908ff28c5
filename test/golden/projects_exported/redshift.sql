-- $1 = "Unknown"
-- $2 = "2026-01-01"
-- $3 = "2026-04-01"
-- $4 = "project_exported"
-- $5 = "DE"
with "activity" as (
  select
    a."event_date" as "period",
    coalesce(a."platform", $1) as "platform",
    a."events" as "events"
  from "day_cube" a
  where a."event_date" >= cast($2 as date) and a."event_date" < cast($3 as date)
  and a."event_name" in ($4)
  and a."country" in ($5)
)
select "period", "platform",
  cast(sum("events") as bigint) as "value"
from "activity"
group by "period", "platform"
order by "period", "platform"
