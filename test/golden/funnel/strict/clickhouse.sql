-- $1 = "2026-01-01 00:00:00"
-- $2 = "2026-03-15 00:00:00"
-- $3 = "web"
-- $4 = "project_created"
-- $5 = "project_exported"
-- $6 = 1209600000000
-- $7 = "editor_opened"
-- $8 = 1772323200000000
-- $9 = 1775001600000000
-- $10 = 1
-- $11 = 2
-- $12 = 3
with "activity" as (
  select a."user_id" as "who", a."event_name" as "event_name", toUnixTimestamp64Micro(a."occurred_at") as "at",
    row_number() over (partition by a."user_id" order by a."occurred_at", a."source_seq", a."event_id") as "place"
  from "event" a
  where a."occurred_at" >= cast({p1:String} as DateTime64(6, 'UTC')) and a."occurred_at" < cast({p2:String} as DateTime64(6, 'UTC'))
  and a."platform" in ({p3:String})
),
"timeline" as (
  select t.*,
  lead(case when "event_name" = {p4:String} then "place" end) over (partition by "who" order by "place") as "next_2",
  lead(case when "event_name" = {p5:String} then "place" end) over (partition by "who" order by "place") as "next_3"
  from "activity" t
),
"attempt_1" as (
  select r."who", r."at" + cast({p6:String} as Int64) as "deadline", r."place" as "place_1", r."at" as "at_1", r."next_2" as "next_at_2"
  from "timeline" r
  where "event_name" = {p7:String} and "at" < cast({p8:String} as Int64) and "at" + cast({p6:String} as Int64) <= cast({p9:String} as Int64)
),
"attempt_2" as (
  select a.*, r."place" as "place_2", r."at" as "at_2", r."next_3" as "next_at_3"
  from "attempt_1" a
  left join "timeline" r on r."who" = a."who" and r."place" = a."next_at_2" and r."at" <= a."deadline"
),
"attempt_3" as (
  select a.*, r."place" as "place_3", r."at" as "at_3"
  from "attempt_2" a
  left join "timeline" r on r."who" = a."who" and r."place" = a."next_at_3" and r."at" <= a."deadline"
),
"best" as (
  select * from (
    select a.*, row_number() over (partition by "who" order by case when "at_3" is null then 1 else 0 end, case when "at_2" is null then 1 else 0 end, "place_1") as "preference" from "attempt_3" a
  ) p where "preference" = 1
),
"step_time" as (
  select cast({p10:String} as Int32) as "step", cast(0 as Int64) as "micros" from "best"
  union all
  select cast({p11:String} as Int32) as "step", "at_2" - "at_1" as "micros" from "best" where "at_2" is not null
  union all
  select cast({p12:String} as Int32) as "step", "at_3" - "at_2" as "micros" from "best" where "at_3" is not null
),
"ranked" as (
  select "step", "micros",
    row_number() over (partition by "step" order by "micros") as "place", count(*) over (partition by "step") as "users"
  from "step_time"
)
select "step", count(*) as "users",
  cast(sum(intDiv("micros", 1000000)) as Int64) as "seconds",
  cast(sum("micros" - intDiv("micros", 1000000) * 1000000) as Int64) as "micros",
  min(case when 2 * "place" >= "users" then "micros" end) as "lower_micros", min(case when 2 * "place" > "users" then "micros" end) as "upper_micros"
from "ranked"
group by "step" order by "step"
