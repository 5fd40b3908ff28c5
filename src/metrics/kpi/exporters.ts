import { heldBy } from "../held-by.ts";
import type { Metric } from "../metric.ts";

/** Distinct users who exported at least one project in the period. */
export const exporters: Metric = {
  name: "exporters",
  title: "Exporters",
  meaning: "Distinct users who exported at least one project in the period.",
  goodDirection: "up",
  fixedGrain: null,
  defaultGrain: "day",
  measure: { kind: "distinct_users", events: ["project_exported"] },
  basis: null,
  tests: [heldBy.randomActivity, heldBy.answerKey, heldBy.receipts],
};
