-- $1 = "Unknown"
-- $2 = "2026-04-01"
-- $3 = "editor_opened"
-- $4 = "project_created"
-- $5 = "project_exported"
-- $6 = "DE"
-- $7 = "2026-01-01"
with "activity" as (
  select
    a."event_date" as "period",
    coalesce(a."platform", $1) as "platform",
    a."user_key" as "who",
    a."events" as "events"
  from "user_day" a
  where a."event_date" < cast($2 as date)
  and a."event_name" in ($3, $4, $5)
  and a."country" in ($6)
),
"active" as (
  select distinct "period", "who", "platform"
  from "activity"
),
"seen" as (
  select "period", min("period") over (partition by "who", "platform") as "first_period", "platform"
  from "active"
)
select "period", "platform", count(*) as "value"
from "seen"
where "period" >= cast($7 as date) and "period" > "first_period"
group by "period", "platform"
order by "period", "platform"
