import { heldBy } from "../held-by.ts";
import type { Metric } from "../metric.ts";

/** Users active in the period and first active before it. */
export const returningUsers: Metric = {
  name: "returning_users",
  title: "Returning users",
  meaning: "Users active in the period and first active before it.",
  goodDirection: "up",
  fixedGrain: null,
  defaultGrain: "day",
  measure: { kind: "first_seen", users: "returning" },
  basis: null,
  tests: [heldBy.randomActivity, heldBy.answerKey, heldBy.receipts],
};
