-- $1 = "Unknown"
-- $2 = "2026-01-01"
-- $3 = "2026-04-01"
-- $4 = 0
-- $5 = 1
-- $6 = "DE"
with "activity" as (
  select
    a."event_date" as "period",
    coalesce(a."platform", $1) as "platform",
    a."user_key" as "who"
  from "user_day" a
  where a."event_date" >= cast($2 as date) and a."event_date" < cast($3 as date)
  and a."event_word" = cast($4 as integer) and (a."event_mask" & cast($5 as bigint)) <> 0
  and a."country" in ($6)
)
select "period", "platform",
  count(distinct "who") as "value"
from "activity"
group by "period", "platform"
order by "period", "platform"
