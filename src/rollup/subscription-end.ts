import { type Fragment, means, sql, type Step, value, withSteps } from "../sql/fragment.ts";
import { joinOffset, localTime } from "./local-time.ts";

/**
 * Query that fills `subscription_end` for one basis: a subscription ends where a version that is not `ended` stops and no
 * such version follows within a local day. Subscriptions that were replaced are left out; one that did not pay in the
 * instant before carries 0.
 */
export function subscriptionEndQuery(basis: "list" | "net"): Fragment {
  const following = sql`over (partition by subscription_id order by valid_from)`;
  const steps: readonly Step[] = [
    {
      name: "version",
      body: sql`select subscription.*,
  case when lead(status) ${following} = 'ended' then lead(cancel_reason) ${following} end as final_reason,
  case when lead(status) ${following} = 'ended' then lead(cancel_type) ${following} end as final_type
from subscription`,
    },
    {
      name: "live",
      body: sql`select v.*, ${localTime(sql`v.valid_to`, sql`z`)} as local_to,
  lead(${localTime(sql`v.valid_from`, sql`zf`)}) over (partition by v.subscription_id order by v.valid_from) as next_local_from
from version v
${joinOffset(sql`v.valid_from`, sql`zf`)}
${joinOffset(sql`v.valid_to`, sql`z`, sql`v.valid_from`)}
where v.status <> 'ended'`,
    },
    {
      name: "ended",
      body: sql`select * from live
where valid_to is not null
  and (next_local_from is null or next_local_from >= ${means("add_seconds", sql`local_to`, sql`86400`)})`,
    },
  ];
  return withSteps(
    steps,
    sql`select
  e.user_id, e.subscription_id, e.currency, e.plan, e.billing_interval, e.country, e.platform, ${value(basis, "text")} as basis,
  e.valid_to as ended_at, ${means("date_of", sql`e.local_to`)} as ended_on,
  coalesce(e.final_reason, e.cancel_reason) as cancel_reason, coalesce(e.final_type, e.cancel_type) as cancel_type,
  coalesce(a.amount, 0) as amount
from ended e
left join arr_span a on a.basis = ${value(basis, "text")} and a.subscription_id = e.subscription_id
  and a.paid_to = e.valid_to and a.ends_by is not null
where coalesce(a.ends_by, 'end') <> 'replacement'
order by e.valid_to, e.subscription_id`,
  );
}
