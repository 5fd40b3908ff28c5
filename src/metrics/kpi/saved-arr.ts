import { heldBy } from "../held-by.ts";
import type { Metric } from "../metric.ts";

/** ARR of subscriptions whose request to cancel was withdrawn in the period, as it stood in the instant before. */
export const savedArr: Metric = {
  name: "saved_arr",
  title: "Saved ARR",
  meaning:
    "ARR of subscriptions whose request to cancel was withdrawn in the period, as it stood in the instant before.",
  goodDirection: "up",
  fixedGrain: null,
  defaultGrain: "month",
  measure: { kind: "cancel_flow", of: "withdrawn" },
  basis: "list",
  tests: [heldBy.randomRequests, heldBy.receipts],
};
