-- $1 = "Unknown"
-- $2 = "2026-01-01"
-- $3 = "2026-04-01"
-- $4 = "editor_opened"
-- $5 = "project_created"
-- $6 = "project_exported"
-- $7 = "DE"
with "activity" as (
  select
    c."quarter_start" as "period",
    coalesce(a."platform", $1) as "platform",
    a."user_key" as "who",
    a."events" as "events"
  from "user_day" a
  join "calendar" c on c."date" = a."event_date"
  where a."event_date" >= cast($2 as date) and a."event_date" < cast($3 as date)
  and a."event_name" in ($4, $5, $6)
  and a."country" in ($7)
)
select "period", "platform", count(distinct "who") as "value"
from "activity"
group by "period", "platform"
order by "period", "platform"
