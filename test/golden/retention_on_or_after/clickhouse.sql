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
    coalesce(a."platform", {p1:String}) as "platform",
    a."user_key" as "who"
  from "user_day" a
  join "calendar" c on c."date" = a."event_date"
  where a."event_date" >= cast({p2:String} as Date32) and a."event_date" < cast({p3:String} as Date32)
  and a."event_word" = cast({p4:String} as Int32) and bitAnd(a."event_mask", cast({p5:String} as Int64)) <> 0
  and a."country" in ({p6:String})
),
"member" as (
  select distinct "period" as "cohort", "who", "platform"
  from "start"
),
"activity" as (
  select
    c."month_start" as "period",
    coalesce(a."platform", {p1:String}) as "platform",
    a."user_key" as "who",
    a."events" as "events"
  from "user_day" a
  join "calendar" c on c."date" = a."event_date"
  where a."event_date" >= cast({p2:String} as Date32)
  and a."event_word" = cast({p4:String} as Int32) and bitAnd(a."event_mask", cast({p7:String} as Int64)) <> 0
  and a."country" in ({p6:String})
),
"return" as (
  select "period" as "returned", "who", "platform"
  from "activity"
  group by "period", "who", "platform"
  having sum("events") >= cast({p8:String} as Int64)
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
