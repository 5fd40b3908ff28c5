import { heldBy } from "../held-by.ts";
import type { Metric } from "../metric.ts";

/** ARR at the close of the period of subscriptions whose cancellation is asked for and not yet effective. */
export const pendingCancelArr: Metric = {
  name: "pending_cancel_arr",
  title: "ARR pending cancellation",
  meaning: "ARR at the close of the period of subscriptions whose cancellation is asked for and not yet effective.",
  goodDirection: "down",
  fixedGrain: null,
  defaultGrain: "month",
  measure: { kind: "pending_cancel" },
  basis: "list",
  tests: [heldBy.randomRequests, heldBy.receipts],
};
