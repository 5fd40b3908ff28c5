import { heldBy } from "../held-by.ts";
import type { Metric } from "../metric.ts";

/** ARR gained (new, expansion, reactivation) by ARR lost (contraction, churn) in the period. */
export const quickRatio: Metric = {
  name: "quick_ratio",
  title: "Quick ratio",
  meaning: "ARR gained (new, expansion, reactivation) by ARR lost (contraction, churn) in the period.",
  goodDirection: "up",
  fixedGrain: null,
  defaultGrain: "month",
  measure: {
    kind: "ratio",
    numerator: { kind: "gained_arr", kinds: ["new", "expansion", "reactivation"] },
    denominator: { kind: "lost_arr", kinds: ["contraction", "churn"] },
  },
  basis: "list",
  tests: [heldBy.randomSubscriptions, heldBy.receipts],
};
