import { type Fragment, means, type Node, sql } from "../sql/fragment.ts";

/**
 * Query that fills `user_month` from the rows of `user_day`, as `a`, for which `isActive` holds. Answers exactly the
 * active users of whole months by any combination of platforms and countries, from a third of the rows.
 */
export function userMonthQuery(isActive: Node): Fragment {
  const day = means("bit_at", sql`a."event_date" - c."month_start"`);
  return sql`select c."month_start", a."user_key", a."platform", a."country", ${means("all_bits", day)} as "active_days"
from "user_day" a
join "calendar" c on c."date" = a."event_date"
where ${isActive}
group by c."month_start", a."user_key", a."platform", a."country"
order by "month_start", "user_key"`;
}
