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
    coalesce(a."platform", {p1:String}) as "platform",
    a."user_key" as "who"
  from "user_day" a
  join "calendar" c on c."date" = a."event_date"
  where a."event_date" < cast({p2:String} as Date32)
  and a."event_word" = cast({p3:String} as Int32) and bitAnd(a."event_mask", cast({p4:String} as Int64)) <> 0
  and a."country" in ({p5:String})
),
"member" as (
  select min("period") as "cohort", "who", "platform"
  from "start"
  group by "who", "platform"
  having min("period") >= cast({p6:String} as Date32)
),
"activity" as (
  select
    c."month_start" as "period",
    coalesce(a."platform", {p1:String}) as "platform",
    a."user_key" as "who",
    a."events" as "events"
  from "user_day" a
  join "calendar" c on c."date" = a."event_date"
  where a."event_date" >= cast({p6:String} as Date32) and a."event_date" < cast({p7:String} as Date32)
  and a."event_word" = cast({p3:String} as Int32) and bitAnd(a."event_mask", cast({p8:String} as Int64)) <> 0
  and a."country" in ({p5:String})
),
"return" as (
  select "period" as "returned", "who", "platform"
  from "activity"
  group by "period", "who", "platform"
  having sum("events") >= cast({p9:String} as Int64)
)
select "cohort", "cohort" as "returned", "platform", count(*) as "users"
from "member"
group by "cohort", "platform"
union all
select m."cohort", r."returned", m."platform", count(*)
from "member" m
join "return" r on r."who" = m."who" and r."platform" = m."platform" and r."returned" > m."cohort" and r."returned" <= addDays(m."cohort", cast({p10:String} as Int32))
group by m."cohort", r."returned", m."platform"
order by "cohort", "returned", "platform"
