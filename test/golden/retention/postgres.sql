-- $1 = "Unknown"
-- $2 = "2026-04-01"
-- $3 = "project_created"
-- $4 = "DE"
-- $5 = "2026-01-01"
-- $6 = "2027-03-01"
-- $7 = "editor_opened"
-- $8 = "project_exported"
-- $9 = 1
-- $10 = 341
with "start" as (
  select
    c."month_start" as "period",
    coalesce(a."platform", $1) as "platform",
    a."user_key" as "who",
    a."events" as "events"
  from "user_day" a
  join "calendar" c on c."date" = a."event_date"
  where a."event_date" < cast($2 as date)
  and a."event_name" in ($3)
  and a."country" in ($4)
),
"member" as (
  select min("period") as "cohort", "who", "platform"
  from "start"
  group by "who", "platform"
  having min("period") >= cast($5 as date)
),
"activity" as (
  select
    c."month_start" as "period",
    coalesce(a."platform", $1) as "platform",
    a."user_key" as "who",
    a."events" as "events"
  from "user_day" a
  join "calendar" c on c."date" = a."event_date"
  where a."event_date" >= cast($5 as date) and a."event_date" < cast($6 as date)
  and a."event_name" in ($7, $3, $8)
  and a."country" in ($4)
),
"return" as (
  select "period" as "returned", "who", "platform"
  from "activity"
  group by "period", "who", "platform"
  having sum("events") >= cast($9 as bigint)
)
select "cohort", "cohort" as "returned", "platform", count(*) as "users"
from "member"
group by "cohort", "platform"
union all
select m."cohort", r."returned", m."platform", count(*)
from "member" m
join "return" r on r."who" = m."who" and r."platform" = m."platform" and r."returned" > m."cohort" and r."returned" <= (m."cohort" + cast($10 as integer))
group by m."cohort", r."returned", m."platform"
order by "cohort", "returned", "platform"
