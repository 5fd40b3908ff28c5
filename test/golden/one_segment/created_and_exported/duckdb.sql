-- $1 = "project_created"
-- $2 = "project_exported"
-- $3 = "2026-01-01"
-- $4 = "2026-04-01"
-- $5 = "DE"
with "activity" as (
  select
    c."month_start" as "period",
    case when a."event_name" in ($1) then a."events" else 0 end as "projects_created",
    case when a."event_name" in ($2) then a."events" else 0 end as "projects_exported"
  from "day_cube" a
  join "calendar" c on c."date" = a."event_date"
  where a."event_date" >= cast($3 as date) and a."event_date" < cast($4 as date)
  and a."event_name" in ($1, $2)
  and a."country" in ($5)
)
select "period",
  cast(sum("projects_created") as bigint) as "projects_created",
  cast(sum("projects_exported") as bigint) as "projects_exported"
from "activity"
group by "period"
order by "period"
