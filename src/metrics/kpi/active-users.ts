import { heldBy } from "../held-by.ts";
import type { Metric } from "../metric.ts";

/** Distinct users with at least one qualifying event in the period. */
export const activeUsers: Metric = {
  name: "active_users",
  title: "Active users",
  meaning: "Distinct users with at least one qualifying event in the period.",
  goodDirection: "up",
  fixedGrain: null,
  defaultGrain: "day",
  measure: { kind: "distinct_users", events: "activity" },
  basis: null,
  tests: [heldBy.randomActivity, heldBy.answerKey, heldBy.receipts],
};
