-- $1 = "Unknown"
-- $2 = 0
-- $3 = 4
-- $4 = 7
-- $5 = "2026-01-01"
-- $6 = "2026-04-01"
-- $7 = "DE"
with "activity" as (
  select
    a."event_date" as "period",
    coalesce(a."platform", $1) as "platform",
    a."user_key" as "who",
    case when a."event_word" = cast($2 as integer) and (a."event_mask" & cast($3 as bigint)) <> 0 then 1 else 0 end as "numerator",
    case when a."event_word" = cast($2 as integer) and (a."event_mask" & cast($4 as bigint)) <> 0 then 1 else 0 end as "denominator"
  from "user_day" a
  where a."event_date" >= cast($5 as date) and a."event_date" < cast($6 as date)
  and a."event_word" = cast($2 as integer) and (a."event_mask" & cast($4 as bigint)) <> 0
  and a."country" in ($7)
),
"did" as (
  select "period", "platform", "who",
    max("numerator") as "numerator",
    max("denominator") as "denominator"
  from "activity"
  group by "period", "platform", "who"
)
select "period", "platform",
  cast(sum("numerator") as bigint) as "numerator",
  cast(sum("denominator") as bigint) as "denominator"
from "did"
group by "period", "platform"
order by "period", "platform"
