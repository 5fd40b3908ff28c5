-- $1 = "Unknown"
-- $2 = "2026-01-01"
-- $3 = "2026-04-01"
-- $4 = 0
-- $5 = 2
-- $6 = "DE"
-- $7 = 7
-- $8 = 1
with "start" as (
  select
    c."month_start" as "period",
    coalesce(a."platform", $1) as "platform",
    a."user_key" as "who"
  from "user_day" a
  join "calendar" c on c."date" = a."event_date"
  where a."event_date" >= cast($2 as date) and a."event_date" < cast($3 as date)
  and a."event_word" = cast($4 as integer) and (a."event_mask" & cast($5 as bigint)) <> 0
  and a."country" in ($6)
),
"member" as (
  select distinct "period" as "cohort", "who", "platform"
  from "start"
),
"activity" as (
  select
    c."month_start" as "period",
    coalesce(a."platform", $1) as "platform",
    a."user_key" as "who",
    a."events" as "events"
  from "user_day" a
  join "calendar" c on c."date" = a."event_date"
  where a."event_date" >= cast($2 as date)
  and a."event_word" = cast($4 as integer) and (a."event_mask" & cast($7 as bigint)) <> 0
  and a."country" in ($6)
),
"return" as (
  select "period" as "returned", "who", "platform"
  from "activity"
  group by "period", "who", "platform"
  having sum("events") >= cast($8 as bigint)
),
"last_return" as (
  select max("returned") as "returned", "who", "platform"
  from "return"
  group by "who", "platform"
)
select "cohort", "cohort" as "returned", "platform", count(*) as "users"
from "member"
group by "cohort", "platform"
union all
select m."cohort", r."returned", m."platform", count(*)
from "member" m
join "last_return" r on r."who" = m."who" and r."platform" = m."platform" and r."returned" > m."cohort"
group by m."cohort", r."returned", m."platform"
order by "cohort", "returned", "platform"
