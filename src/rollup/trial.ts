import { type Fragment, join, means, name, sql, withSteps } from "../sql/fragment.ts";
import { joinOffset, localTime } from "./local-time.ts";

/**
 * Query that fills `trial` from `subscription` and `arr_span`: the first version on trial of every subscription that has
 * one, and the first instant from then on at which the same subscription pays.
 */
export function trialQuery(): Fragment {
  const columns = ["user_id", "subscription_id", "currency", "plan", "billing_interval", "country", "platform"];
  const ofTrial = columns.map((column) => sql`t.${name(column)}`);
  const day = means("date_of", localTime(sql`t.valid_from`, sql`z`));
  return withSteps(
    [
      {
        name: "tried",
        body: sql`select subscription.*, row_number() over (partition by subscription_id order by valid_from) as trial_number
from subscription
where status = 'trialing' or (status = 'active' and trial_ends_at > valid_from)`,
      },
    ],
    sql`select ${join(
      columns.map((column) => sql`t.${name(column)} as ${name(column)}`),
      ", ",
    )}, t.valid_from as started_at, ${day} as started_on, min(a.paying_from) as paying_at
from tried t
${joinOffset(sql`t.valid_from`, sql`z`)}
left join arr_span a on a.basis = 'list' and a.subscription_id = t.subscription_id and a.paying_from >= t.valid_from
where t.trial_number = 1
group by ${join(ofTrial, ", ")}, t.valid_from, ${day}
order by t.valid_from, t.subscription_id`,
  );
}
