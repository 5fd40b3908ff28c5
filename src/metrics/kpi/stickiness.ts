import { heldBy } from "../held-by.ts";
import type { Metric } from "../metric.ts";

/** How much of the period an active user is there: the average share of its complete days. */
export const stickiness: Metric = {
  name: "stickiness",
  title: "Stickiness",
  meaning: "How much of the period an active user is there: the average share of its complete days.",
  goodDirection: "up",
  fixedGrain: null,
  defaultGrain: "month",
  measure: { kind: "stickiness" },
  basis: null,
  tests: [heldBy.randomActivity, heldBy.answerKey, heldBy.receipts],
};
