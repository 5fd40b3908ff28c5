-- $1 = "Unknown"
-- $2 = "2025-12-26"
-- $3 = "2026-04-01"
-- $4 = 0
-- $5 = 7
-- $6 = "DE"
-- $7 = 7
with "activity" as (
  select
    a."event_date" as "period",
    coalesce(a."platform", $1) as "platform",
    a."user_key" as "who"
  from "user_day" a
  where a."event_date" >= cast($2 as date) and a."event_date" < cast($3 as date)
  and a."event_word" = cast($4 as integer) and (a."event_mask" & cast($5 as bigint)) <> 0
  and a."country" in ($6)
),
"active" as (
  select distinct "period" as "active_at", "who", "platform"
  from "activity"
),
"stretch" as (
  select "active_at", ("active_at" + cast($7 as integer)) as "expires_at",
    lead("active_at") over (partition by "who", "platform" order by "active_at") as "next_active_at", "platform"
  from "active"
),
"change" as (
  select "active_at" as "changed_at", 1 as "change", "platform"
  from "stretch"
  union all
  select case when "next_active_at" < "expires_at" then "next_active_at" else "expires_at" end, -1, "platform"
  from "stretch"
)
select "changed_at" as "period", "platform", cast(sum(sum("change")) over (partition by "platform" order by "changed_at" rows unbounded preceding) as bigint) as "value"
from "change"
group by "changed_at", "platform"
order by "period", "platform"
