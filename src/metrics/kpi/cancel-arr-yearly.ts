import { heldBy } from "../held-by.ts";
import type { Metric } from "../metric.ts";

/** Cancel ARR of subscriptions that were billed yearly. */
export const cancelArrYearly: Metric = {
  name: "cancel_arr_yearly",
  title: "Cancel ARR of yearly plans",
  meaning: "Cancel ARR of subscriptions that were billed yearly.",
  goodDirection: "down",
  fixedGrain: null,
  defaultGrain: "month",
  measure: { kind: "cancelled_arr", of: "year" },
  basis: "list",
  tests: [heldBy.randomEnds, heldBy.identities, heldBy.receipts],
};
