-- $1 = "2026-01-01 00:00:00"
-- $2 = "2026-03-15 00:00:00"
-- $3 = "editor_opened"
-- $4 = "project_created"
-- $5 = "project_exported"
-- $6 = "web"
-- $7 = 1209600000000
-- $8 = 1772323200000000
-- $9 = 1775001600000000
with "activity" as (
  select a."user_id" as "who", a."event_name" as "event_name", toUnixTimestamp64Micro(a."occurred_at") as "at",
    row_number() over (partition by a."user_id" order by a."occurred_at", a."source_seq", a."event_id") as "place"
  from "event" a
  where a."occurred_at" >= cast({p1:String} as DateTime64(6, 'UTC')) and a."occurred_at" < cast({p2:String} as DateTime64(6, 'UTC'))
  and a."event_name" in ({p3:String}, {p4:String}, {p5:String})
  and a."platform" in ({p6:String})
),
"timeline" as (
  select "who", "place", "at",
    min(case when "event_name" = {p3:String} then "at" end) over (partition by "who" order by "place" rows between current row and unbounded following) as "filled_1",
    min(case when "event_name" = {p4:String} then "at" end) over (partition by "who" order by "place" rows between current row and unbounded following) as "filled_2",
    min(case when "event_name" = {p5:String} then "at" end) over (partition by "who" order by "place" rows between current row and unbounded following) as "filled_3"
  from "activity"
),
"attempt" as (
  select t.*, "at" + cast({p7:String} as Int64) as "deadline"
  from "timeline" t
  where "at" < cast({p8:String} as Int64) and "at" + cast({p7:String} as Int64) <= cast({p9:String} as Int64)
),
"filled" as (
  select "who", "place", "filled_1" as "at" from "attempt" where "filled_1" <= "deadline"
  union all
  select "who", "place", "filled_2" as "at" from "attempt" where "filled_2" <= "deadline"
  union all
  select "who", "place", "filled_3" as "at" from "attempt" where "filled_3" <= "deadline"
),
"numbered" as (
  select "who", "place", "at",
    row_number() over (partition by "who", "place" order by "at") as "step",
    lag("at") over (partition by "who", "place" order by "at") as "previous_at",
    count(*) over (partition by "who", "place") as "reached"
  from "filled"
),
"step_time" as (
  select "step", coalesce("at" - "previous_at", 0) as "micros"
  from (
    select n.*, first_value("place") over (
      partition by "who" order by "reached" desc, "place" rows between unbounded preceding and unbounded following
    ) as "best_place"
    from "numbered" n
  ) p
  where "place" = "best_place"
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
