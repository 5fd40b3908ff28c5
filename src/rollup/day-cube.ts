import { type Fragment, means, name, sql } from "../sql/fragment.ts";
import { type FirstDay, userTypeOf } from "./user-day.ts";

/** Query that fills `day_cube` from `counted_day`. Events add up, whatever they are cut by; users do not. */
export function dayCubeQuery(first: FirstDay): Fragment {
  return sql`select c."event_date", c."event_name", c."platform", c."country", ${userTypeOf(first)} as "user_type",
  c."user_type_at_event", ${means("as_bigint", sql`sum(c."events")`)} as "events"
from "counted_day" c
join "person" p on p."user_id" = c."user_id"
group by c."event_date", c."event_name", c."platform", c."country",
  case when c."event_date" = p.${name(first)} then 'new' else 'returning' end, c."user_type_at_event"
order by "event_date"`;
}
