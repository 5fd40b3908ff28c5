-- $1 = -1
-- $2 = "country"
-- $3 = "activity"
-- $4 = "2025-12-01"
-- $5 = "2026-04-01"
-- $6 = "DE"
-- $7 = 31
-- $8 = "2026-01-01"
-- $9 = "2026-03-01"
with "arrival" as (
  select c."month_start" as "period", g."users",
    case when g."gap_days" = 0 then 'new' when (g."active_on" + -g."gap_days") >= b."month_start" then 'returning' else 'resurrected' end as "stage"
  from "activity_gap" g
  join "calendar" c on c."date" = g."active_on"
  join "calendar" b on b."date" = (c."month_start" + cast($1 as integer))
  where g."dimension" = $2
  and g."activity" in ($3)
  and g."active_on" >= cast($4 as date) and g."active_on" < cast($5 as date)
  and g."value" in ($6)
  and (g."gap_days" = 0 or (g."active_on" + -g."gap_days") < c."month_start")
),
"change" as (
  select "period",
    case when "stage" = 'new' then "users" else 0 end as "new",
    case when "stage" = 'returning' then "users" else 0 end as "returning",
    case when "stage" = 'resurrected' then "users" else 0 end as "resurrected",
    case when "stage" = 'returning' then -"users" else 0 end as "dormant"
  from "arrival"
  union all
  select c."month_start", 0, 0, 0, "users"
  from "arrival"
  join "calendar" c on c."date" = ("period" + cast($7 as integer))
)
select "period",
  cast(sum("new") as bigint) as "new",
  cast(sum("returning") as bigint) as "returning",
  cast(sum("resurrected") as bigint) as "resurrected",
  cast(sum("dormant") as bigint) as "dormant"
from "change"
where "period" >= cast($8 as date) and "period" <= cast($9 as date)
group by "period"
order by "period"
