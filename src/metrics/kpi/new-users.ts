import { heldBy } from "../held-by.ts";
import type { Metric } from "../metric.ts";

/** Users whose first active day lies in the period. */
export const newUsers: Metric = {
  name: "new_users",
  title: "New users",
  meaning: "Users whose first active day lies in the period.",
  goodDirection: "up",
  fixedGrain: null,
  defaultGrain: "day",
  measure: { kind: "first_seen", users: "new" },
  basis: null,
  tests: [heldBy.randomActivity, heldBy.answerKey, heldBy.receipts],
};
