-- $1 = "activity"
-- $2 = "editor_opened"
-- $3 = "project_created"
-- $4 = "project_exported"
-- $5 = 0
-- $6 = 7
-- $7 = 1
-- $8 = 2
-- $9 = 4
-- $10 = "web"
-- $11 = "ios"
-- $12 = "DE"
-- $13 = "2026-01-01"
-- $14 = "2026-04-01"
with "segment_gap" as (
  select "activity", "active_on", "gap_days", cast(count(*) as bigint) as "users"
  from (
    select "activity", "active_on",
      coalesce(cast("active_on" - lag("active_on") over (partition by "activity", "user_key" order by "active_on") as integer), 0) as "gap_days"
    from (
      select distinct k."activity", a."event_date" as "active_on", a."user_key"
      from "user_day" a
      join (
        select $1 as "activity"
        union all select $2 as "activity"
        union all select $3 as "activity"
        union all select $4 as "activity"
      ) k on (
        k."activity" = $1 and a."event_word" = cast($5 as integer) and (a."event_mask" & cast($6 as bigint)) <> 0
        or k."activity" = $2 and a."event_word" = cast($5 as integer) and (a."event_mask" & cast($7 as bigint)) <> 0
        or k."activity" = $3 and a."event_word" = cast($5 as integer) and (a."event_mask" & cast($8 as bigint)) <> 0
        or k."activity" = $4 and a."event_word" = cast($5 as integer) and (a."event_mask" & cast($9 as bigint)) <> 0
      )
      where a."platform" in ($10, $11)
      and a."country" not in ($12)
    ) active
  ) gap
  group by "activity", "active_on", "gap_days"
),
"arrival" as (
  select c."month_start" as "period", g."activity", g."users", g."gap_days"
  from "segment_gap" g
  join "calendar" c on c."date" = g."active_on"
  where g."activity" in ($4, $1)
  and g."active_on" >= cast($13 as date) and g."active_on" < cast($14 as date)
  and (g."gap_days" = 0 or (g."active_on" + -g."gap_days") < c."month_start")
)
select "period",
  cast(sum(case when "activity" = $4 then "users" else 0 end) as bigint) as "numerator",
  cast(sum(case when "activity" = $1 then "users" else 0 end) as bigint) as "denominator"
from "arrival"
group by "period"
order by "period"
