import { type Fragment, join, precededBy, reads, sql, type Step, value } from "../sql/fragment.ts";
import { arrMovementQuery } from "./arr-movement.ts";
import { arrSpanQuery, type PayingPolicy } from "./arr-span.ts";
import { cancelMovementQuery } from "./cancel-movement.ts";
import { defaultActivity } from "./default-activity.ts";
import { subscriptionEndQuery } from "./subscription-end.ts";
import { trialQuery } from "./trial.ts";
import { userPlanQuery } from "./user-plan.ts";

/** What the tables that a query reads are derived by. */
export interface Derivation {
  /** The policy that the ledger was made by. */
  readonly policy: PayingPolicy;
  /** Price bases that the query looks at; none where it is about activity alone. */
  readonly bases: readonly ("list" | "net")[];
}

/**
 * `query` with every table that a load derives written out as a step: what remains are base rows (`event`,
 * `subscription`) and the calendar and timezone that the workspace's settings give.
 */
export function fromBaseRows(query: Fragment, { policy, bases }: Derivation): Fragment {
  // What a user pays for is told by list prices, whatever else the query looks at.
  const every = reads(query, "user_plan") ? [...new Set([...bases, "list" as const])] : bases;
  const needed: Step[] = [];
  for (const step of derivedSteps({ policy, bases: every })) {
    // Latest first: a table that is read by a derived one stands before it.
    if (reads(query, step.name) || needed.some(({ body }) => reads(body, step.name))) needed.unshift(step);
  }
  return precededBy(needed, query);
}

/** Derived tables as steps, each before those it is made of. */
function derivedSteps({ policy, bases }: Derivation): readonly Step[] {
  return [
    { name: "arr_movement", body: arrMovementQuery() },
    { name: "subscription_end", body: eachBasis(bases, subscriptionEndQuery) },
    { name: "cancel_movement", body: eachBasis(bases, cancelMovementQuery) },
    { name: "trial", body: trialQuery() },
    { name: "user_plan", body: userPlanQuery() },
    { name: "arr_span", body: eachBasis(bases, (basis) => arrSpanQuery(basis, policy)) },
    { name: "person", body: personBody() },
  ];
}

function eachBasis(bases: Derivation["bases"], query: (basis: "list" | "net") => Fragment): Fragment {
  const [only, ...others] = bases;
  if (only !== undefined && others.length === 0) return query(only);
  return join(
    bases.map((basis) => sql`(\n  ${query(basis)}\n)`),
    "\nunion all\n",
  );
}

/** Everybody with the first day on which they were active, or did anything, over all history. */
function personBody(): Fragment {
  const kinds = join(
    defaultActivity.map((kind) => value(kind, "text")),
    ", ",
  );
  const active = (column: Fragment) => sql`min(case when "event_name" in (${kinds}) then ${column} end)`;
  return sql`select "user_id",
  ${active(sql`"occurred_at"`)} as "first_active_at", ${active(sql`"event_date"`)} as "first_active_on",
  min("occurred_at") as "first_event_at", min("event_date") as "first_event_on"
from "event"
group by "user_id"`;
}
