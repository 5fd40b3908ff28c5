import { heldBy } from "../held-by.ts";
import type { Metric } from "../metric.ts";

/** Share of the period's active users who exported at least one project. */
export const exportRate: Metric = {
  name: "export_rate",
  title: "Export rate",
  meaning: "Share of the period's active users who exported at least one project.",
  goodDirection: "up",
  fixedGrain: null,
  defaultGrain: "day",
  measure: {
    kind: "ratio",
    numerator: { kind: "distinct_users", events: ["project_exported"] },
    denominator: { kind: "distinct_users", events: "activity" },
  },
  basis: null,
  tests: [heldBy.randomActivity, heldBy.answerKey, heldBy.receipts],
};
