-- $1 = "Unknown"
-- $2 = "2299-12-31"
-- $3 = "activity"
-- $4 = "editor_opened"
-- $5 = "project_created"
-- $6 = "project_exported"
-- $7 = 0
-- $8 = 7
-- $9 = 1
-- $10 = 2
-- $11 = 4
-- $12 = "returning"
-- $13 = 30
-- $14 = "2025-12-03"
-- $15 = "2026-04-01"
with "segment_gap" as (
  select "plan", "activity", "active_on", "gap_days", cast(count(*) as bigint) as "users"
  from (
    select "plan", "activity", "active_on",
      coalesce(cast("active_on" - lag("active_on") over (partition by "plan", "activity", "user_key" order by "active_on") as integer), 0) as "gap_days"
    from (
      select distinct coalesce(case when u."user_id" is null then 'free' else u."plan" end, $1) as "plan", k."activity", a."event_date" as "active_on", a."user_key"
      from "user_day" a
      join "person" p on p."user_key" = a."user_key"
      left join "user_plan" u on u."user_id" = p."user_id" and u."from_on" <= a."event_date" and coalesce(u."to_on", cast($2 as date)) > a."event_date"
      join (
        select $3 as "activity"
        union all select $4 as "activity"
        union all select $5 as "activity"
        union all select $6 as "activity"
      ) k on (
        k."activity" = $3 and a."event_word" = cast($7 as integer) and (a."event_mask" & cast($8 as bigint)) <> 0
        or k."activity" = $4 and a."event_word" = cast($7 as integer) and (a."event_mask" & cast($9 as bigint)) <> 0
        or k."activity" = $5 and a."event_word" = cast($7 as integer) and (a."event_mask" & cast($10 as bigint)) <> 0
        or k."activity" = $6 and a."event_word" = cast($7 as integer) and (a."event_mask" & cast($11 as bigint)) <> 0
      )
      where a."user_type" in ($12)
    ) active
  ) gap
  group by "plan", "activity", "active_on", "gap_days"
),
"change" as (
  select (g."active_on" + case when g."gap_days" > 0 and g."gap_days" < cast($13 as integer) then cast($13 as integer) - g."gap_days" else 0 end) as "changed_at", g."users" as "change", g."plan"
  from "segment_gap" g
  where g."activity" in ($3)
  and g."active_on" >= cast($14 as date) and g."active_on" < cast($15 as date)
  union all
  select (g."active_on" + cast($13 as integer)), -g."users", g."plan"
  from "segment_gap" g
  where g."activity" in ($3)
  and g."active_on" >= cast($14 as date) and g."active_on" < cast($15 as date)
)
select "changed_at" as "period", "plan", cast(sum(sum("change")) over (partition by "plan" order by "changed_at" rows unbounded preceding) as bigint) as "value"
from "change"
group by "changed_at", "plan"
order by "period", "plan"
