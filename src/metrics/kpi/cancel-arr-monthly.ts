import { heldBy } from "../held-by.ts";
import type { Metric } from "../metric.ts";

/** Cancel ARR of subscriptions that were billed monthly. */
export const cancelArrMonthly: Metric = {
  name: "cancel_arr_monthly",
  title: "Cancel ARR of monthly plans",
  meaning: "Cancel ARR of subscriptions that were billed monthly.",
  goodDirection: "down",
  fixedGrain: null,
  defaultGrain: "month",
  measure: { kind: "cancelled_arr", of: "month" },
  basis: "list",
  tests: [heldBy.randomEnds, heldBy.identities, heldBy.receipts],
};
