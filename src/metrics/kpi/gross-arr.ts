import { heldBy } from "../held-by.ts";
import type { Metric } from "../metric.ts";

/** Annual recurring revenue of paying subscriptions at the close of the period, at list prices. */
export const grossArr: Metric = {
  name: "gross_arr",
  title: "Gross ARR",
  meaning: "Annual recurring revenue of paying subscriptions at the close of the period, at list prices.",
  goodDirection: "up",
  fixedGrain: null,
  defaultGrain: "month",
  measure: { kind: "standing_arr" },
  basis: "list",
  tests: [heldBy.randomMovements, heldBy.answerKey, heldBy.receipts],
};
