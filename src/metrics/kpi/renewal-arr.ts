import { heldBy } from "../held-by.ts";
import type { Metric } from "../metric.ts";

/** ARR of yearly plans whose term ends in the period, as it stood in the instant before. */
export const renewalArr: Metric = {
  name: "renewal_arr",
  title: "ARR up for renewal",
  meaning: "ARR of yearly plans whose term ends in the period, as it stood in the instant before.",
  goodDirection: "none",
  fixedGrain: null,
  defaultGrain: "month",
  measure: { kind: "renewal", of: "all" },
  basis: "list",
  tests: [heldBy.randomChurn, heldBy.receipts],
};
