import type { WeekStart } from "../schema/period.ts";
import type { Fragment } from "../sql/fragment.ts";
import { arrDayQuery } from "./arr-day.ts";
import { arrKeptQuery } from "./arr-kept.ts";
import { arrMovementQuery } from "./arr-movement.ts";
import { arrSpanQuery, type PayingPolicy } from "./arr-span.ts";
import { cancelDayQuery } from "./cancel-day.ts";
import { cancelMovementQuery } from "./cancel-movement.ts";
import { subscriptionEndQuery } from "./subscription-end.ts";
import { trialQuery } from "./trial.ts";
import { userPlanQuery } from "./user-plan.ts";

/** Every table that is computed from `subscription`. */
export const ledgerTables = [
  "arr_span",
  "arr_movement",
  "arr_day",
  "arr_kept",
  "subscription_end",
  "cancel_day",
  "cancel_movement",
  "trial",
  "user_plan",
] as const;

/** One step of building the ledger: rows to insert into `table`. */
export interface LedgerStep {
  readonly table: (typeof ledgerTables)[number];
  readonly query: Fragment;
}

/** The queries that fill the ledger from `subscription`, in the order in which they build on each other. */
export function ledgerQueries(policy: PayingPolicy, weekStart: WeekStart): readonly LedgerStep[] {
  const bases = ["list", "net"] as const;
  return [
    ...bases.map((basis) => ({ table: "arr_span" as const, query: arrSpanQuery(basis, policy) })),
    { table: "arr_movement", query: arrMovementQuery() },
    { table: "arr_day", query: arrDayQuery() },
    { table: "arr_kept", query: arrKeptQuery(weekStart) },
    ...bases.map((basis) => ({ table: "subscription_end" as const, query: subscriptionEndQuery(basis) })),
    { table: "cancel_day", query: cancelDayQuery() },
    ...bases.map((basis) => ({ table: "cancel_movement" as const, query: cancelMovementQuery(basis) })),
    { table: "trial", query: trialQuery() },
    { table: "user_plan", query: userPlanQuery() },
  ];
}
