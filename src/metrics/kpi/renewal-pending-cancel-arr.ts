import { heldBy } from "../held-by.ts";
import type { Metric } from "../metric.ts";

/** What of the ARR up for renewal had its cancellation asked for when its term ended. */
export const renewalPendingCancelArr: Metric = {
  name: "renewal_pending_cancel_arr",
  title: "ARR up for renewal, pending cancellation",
  meaning: "What of the ARR up for renewal had its cancellation asked for when its term ended.",
  goodDirection: "down",
  fixedGrain: null,
  defaultGrain: "month",
  measure: { kind: "renewal", of: "pending_cancel" },
  basis: "list",
  tests: [heldBy.randomChurn, heldBy.receipts],
};
