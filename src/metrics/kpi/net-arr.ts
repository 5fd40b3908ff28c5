import { heldBy } from "../held-by.ts";
import type { Metric } from "../metric.ts";

/** Annual recurring revenue of paying subscriptions at the close of the period, after discounts. */
export const netArr: Metric = {
  name: "net_arr",
  title: "Net ARR",
  meaning: "Annual recurring revenue of paying subscriptions at the close of the period, after discounts.",
  goodDirection: "up",
  fixedGrain: null,
  defaultGrain: "month",
  measure: { kind: "standing_arr" },
  basis: "net",
  tests: [heldBy.randomMovements, heldBy.answerKey, heldBy.receipts],
};
