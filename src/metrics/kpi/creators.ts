import { heldBy } from "../held-by.ts";
import type { Metric } from "../metric.ts";

/** Distinct users who created at least one project in the period. */
export const creators: Metric = {
  name: "creators",
  title: "Creators",
  meaning: "Distinct users who created at least one project in the period.",
  goodDirection: "up",
  fixedGrain: null,
  defaultGrain: "day",
  measure: { kind: "distinct_users", events: ["project_created"] },
  basis: null,
  tests: [heldBy.randomActivity, heldBy.answerKey, heldBy.receipts],
};
