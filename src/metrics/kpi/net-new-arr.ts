import { heldBy } from "../held-by.ts";
import type { Metric } from "../metric.ts";

/** ARR at the close of the period less ARR at its opening. */
export const netNewArr: Metric = {
  name: "net_new_arr",
  title: "Net new ARR",
  meaning: "ARR at the close of the period less ARR at its opening.",
  goodDirection: "up",
  fixedGrain: null,
  defaultGrain: "month",
  measure: { kind: "net_new_arr" },
  basis: "list",
  tests: [heldBy.randomSubscriptions, heldBy.receipts],
};
