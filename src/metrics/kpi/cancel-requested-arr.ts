import { heldBy } from "../held-by.ts";
import type { Metric } from "../metric.ts";

/** ARR of subscriptions whose cancellation was asked for in the period, as it stood in the instant before. */
export const cancelRequestedArr: Metric = {
  name: "cancel_requested_arr",
  title: "ARR asked to be cancelled",
  meaning: "ARR of subscriptions whose cancellation was asked for in the period, as it stood in the instant before.",
  goodDirection: "down",
  fixedGrain: null,
  defaultGrain: "month",
  measure: { kind: "cancel_flow", of: "requested" },
  basis: "list",
  tests: [heldBy.randomRequests, heldBy.receipts],
};
