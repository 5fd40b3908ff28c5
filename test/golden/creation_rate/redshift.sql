-- $1 = "Unknown"
-- $2 = "2026-01-01"
-- $3 = "2026-04-01"
-- $4 = "project_created"
-- $5 = "editor_opened"
-- $6 = "project_exported"
-- $7 = "DE"
with "activity" as (
  select
    a."event_date" as "period",
    coalesce(a."platform", $1) as "platform",
    a."user_key" as "who",
    a."events" as "events",
    a."event_name" as "kind"
  from "user_day" a
  where a."event_date" >= cast($2 as date) and a."event_date" < cast($3 as date)
  and a."event_name" in ($4, $5, $6)
  and a."country" in ($7)
),
"did" as (
  select "period", "platform", "who",
    max(case when "kind" in ($4) then 1 else 0 end) as "numerator",
    max(case when "kind" in ($5, $4, $6) then 1 else 0 end) as "denominator"
  from "activity"
  group by "period", "platform", "who"
)
select "period", "platform",
  cast(sum("numerator") as bigint) as "numerator",
  cast(sum("denominator") as bigint) as "denominator"
from "did"
group by "period", "platform"
order by "period", "platform"
