-- $1 = "platform"
-- $2 = "activity"
-- $3 = 0
-- $4 = 7
select $1 as "dimension", "value", $2 as "activity",
  "active_on", "gap_days", cast(count(*) as bigint) as "users"
from (
  select "value", "active_on",
    coalesce("active_on" - lag("active_on") over (partition by "user_key", "value" order by "active_on"), 0) as "gap_days"
  from (
    select distinct a."user_key", a."event_date" as "active_on", a."platform" as "value"
    from "user_day" a
    where a."event_word" = cast($3 as integer) and (a."event_mask" & cast($4 as bigint)) <> 0
  ) active
) gap
group by "value", "active_on", "gap_days"
order by "active_on", "value", "gap_days"
