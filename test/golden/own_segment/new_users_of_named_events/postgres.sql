-- $1 = "activity"
-- $2 = "editor_opened"
-- $3 = "project_created"
-- $4 = "project_exported"
-- $5 = "asked"
-- $6 = 0
-- $7 = 7
-- $8 = 1
-- $9 = 2
-- $10 = 4
-- $11 = "2025-12-29"
-- $12 = "2026-04-06"
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
        union all select $5 as "activity"
      ) k on (
        k."activity" = $1 and a."event_word" = cast($6 as integer) and (a."event_mask" & cast($7 as bigint)) <> 0
        or k."activity" = $2 and a."event_word" = cast($6 as integer) and (a."event_mask" & cast($8 as bigint)) <> 0
        or k."activity" = $3 and a."event_word" = cast($6 as integer) and (a."event_mask" & cast($9 as bigint)) <> 0
        or k."activity" = $4 and a."event_word" = cast($6 as integer) and (a."event_mask" & cast($10 as bigint)) <> 0
        or k."activity" = $5 and a."event_word" = cast($6 as integer) and (a."event_mask" & cast($9 as bigint)) <> 0
      )
    ) active
  ) gap
  group by "activity", "active_on", "gap_days"
),
"arrival" as (
  select c."week_start" as "period", g."activity", g."users", g."gap_days"
  from "segment_gap" g
  join "calendar" c on c."date" = g."active_on"
  where g."activity" in ($5)
  and g."active_on" >= cast($11 as date) and g."active_on" < cast($12 as date)
  and g."gap_days" = 0
)
select "period",
  cast(sum(case when "activity" = $5 and "gap_days" = 0 then "users" else 0 end) as bigint) as "value"
from "arrival"
group by "period"
order by "period"
