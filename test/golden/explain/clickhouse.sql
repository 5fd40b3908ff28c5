-- $1 = "Unknown"
-- $2 = "2026-02-24"
-- $3 = "2026-03-03"
-- $4 = "2026-03-10"
-- $5 = 0
-- $6 = 7
-- $7 = "DE"
with "activity" as (
  select
    coalesce(a."platform", {p1:String}) as "platform",
    a."user_key" as "who",
    case when a."event_date" >= cast({p2:String} as Date32) and a."event_date" < cast({p3:String} as Date32) then 1 else 0 end as "was",
    case when a."event_date" >= cast({p3:String} as Date32) and a."event_date" < cast({p4:String} as Date32) then 1 else 0 end as "is"
  from "user_day" a
  where a."event_date" >= cast({p2:String} as Date32) and a."event_date" < cast({p4:String} as Date32)
  and (a."event_date" >= cast({p2:String} as Date32) and a."event_date" < cast({p3:String} as Date32) or a."event_date" >= cast({p3:String} as Date32) and a."event_date" < cast({p4:String} as Date32))
  and a."event_word" = cast({p5:String} as Int32) and bitAnd(a."event_mask", cast({p6:String} as Int64)) <> 0
  and a."country" in ({p7:String})
),
"user" as (
  select "platform", "who", max("was") as "was", max("is") as "is"
  from "activity"
  group by "platform", "who"
),
"came" as (
  select distinct u."who" as "who" from "user" u where u."is" = 1 and u."was" = 0
),
"earlier" as (
  select distinct coalesce(a."platform", {p1:String}) as "platform",
  a."user_key" as "who"
  from "user_day" a
  join "came" w on w."who" = a."user_key"
  where a."event_date" < cast({p3:String} as Date32)
  and a."event_word" = cast({p5:String} as Int32) and bitAnd(a."event_mask", cast({p6:String} as Int64)) <> 0
  and a."country" in ({p7:String})
)
select u."platform" as "platform", count(case when u."was" = 1 then 1 end) as "before",
  count(case when u."is" = 1 then 1 end) as "now",
  count(case when u."is" = 1 and u."was" = 0 and e."who" is null then 1 end) as "new",
  count(case when u."is" = 1 and u."was" = 0 and e."who" is not null then 1 end) as "resurrected",
  count(case when u."was" = 1 and u."is" = 0 then 1 end) as "dormant"
from "user" u
left join "earlier" e on e."platform" = u."platform" and e."who" = u."who"
group by u."platform"
order by u."platform"
