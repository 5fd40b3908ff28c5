-- $1 = 0
-- $2 = 7
select c."month_start", a."user_key", a."platform", a."country", bit_or((cast(1 as bigint) << cast(a."event_date" - c."month_start" as integer))) as "active_days"
from "user_day" a
join "calendar" c on c."date" = a."event_date"
where a."event_word" = cast($1 as integer) and (a."event_mask" & cast($2 as bigint)) <> 0
group by c."month_start", a."user_key", a."platform", a."country"
order by "month_start", "user_key"
