import { type Fragment, means, sql, withSteps } from "../sql/fragment.ts";
import { joinOffset, localTime } from "./local-time.ts";

/**
 * Query that fills `user_plan` from `arr_span`: between any two instants at which something of a user's changes, the
 * subscription with the greatest list ARR (tie: the smaller id). Amounts of different currencies are compared as they are.
 */
export function userPlanQuery(): Fragment {
  const day = (instant: Fragment, zone: Fragment) => means("date_of", localTime(instant, zone));
  return withSteps(
    [
      { name: "span", body: sql`select * from arr_span where basis = 'list'` },
      {
        name: "piece",
        body: sql`select user_id, changed_at as from_at, lead(changed_at) over (partition by user_id order by changed_at) as to_at
from (
  select distinct user_id, changed_at from (
    select user_id, paying_from as changed_at from span
    union all
    select user_id, paying_to as changed_at from span where paying_to is not null
  ) e
) c`,
      },
      {
        name: "held",
        body: sql`select p.user_id, p.from_at, p.to_at, s.plan, s.billing_interval,
  row_number() over (partition by p.user_id, p.from_at order by s.amount desc, s.subscription_id) as place
from piece p
join span s on s.user_id = p.user_id and s.paying_from <= p.from_at and (s.paying_to is null or s.paying_to > p.from_at)`,
      },
    ],
    sql`select h.user_id, h.from_at, h.to_at, ${day(sql`h.from_at`, sql`zf`)} as from_on, ${day(sql`h.to_at`, sql`zt`)} as to_on,
  h.plan, h.billing_interval
from held h
${joinOffset(sql`h.from_at`, sql`zf`)}
${joinOffset(sql`h.to_at`, sql`zt`, sql`h.from_at`)}
where h.place = 1
order by h.user_id, h.from_at`,
  );
}
