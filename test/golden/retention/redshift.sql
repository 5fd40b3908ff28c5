-- $1 = "Unknown"
-- $2 = "2026-04-01"
-- $3 = 0
-- $4 = 2
-- $5 = "DE"
-- $6 = "2026-01-01"
-- $7 = "2027-03-01"
-- $8 = 7
-- $9 = 1
-- $10 = 341
with "start" as (
  select
    c."month_start" as "period",
    coalesce(a."platform", $1) as "platform",
    a."user_key" as "who"
  from "user_day" a
  join "calendar" c on c."date" = a."event_date"
  where a."event_date" < cast($2 as date)
  and a."event_word" = cast($3 as integer) and (a."event_mask" & cast($4 as bigint)) <> 0
  and a."country" in ($5)
),
"member" as (
  select min("period") as "cohort", "who", "platform"
  from "start"
  group by "who", "platform"
  having min("period") >= cast($6 as date)
),
"activity" as (
  select
    c."month_start" as "period",
    coalesce(a."platform", $1) as "platform",
    a."user_key" as "who",
    a."events" as "events"
  from "user_day" a
  join "calendar" c on c."date" = a."event_date"
  where a."event_date" >= cast($6 as date) and a."event_date" < cast($7 as date)
  and a."event_word" = cast($3 as integer) and (a."event_mask" & cast($8 as bigint)) <> 0
  and a."country" in ($5)
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
