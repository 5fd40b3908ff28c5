import { heldBy } from "../held-by.ts";
import type { Metric } from "../metric.ts";

/** Distinct users who opened the editor in the period. */
export const editors: Metric = {
  name: "editors",
  title: "Editors",
  meaning: "Distinct users who opened the editor in the period.",
  goodDirection: "up",
  fixedGrain: null,
  defaultGrain: "day",
  measure: { kind: "distinct_users", events: ["editor_opened"] },
  basis: null,
  tests: [heldBy.randomActivity, heldBy.answerKey, heldBy.receipts],
};
