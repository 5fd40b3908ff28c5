import { heldBy } from "../held-by.ts";
import type { Metric } from "../metric.ts";

/** Cancel ARR of subscriptions billed neither monthly nor yearly. */
export const cancelArrOther: Metric = {
  name: "cancel_arr_other",
  title: "Cancel ARR of other plans",
  meaning: "Cancel ARR of subscriptions billed neither monthly nor yearly.",
  goodDirection: "down",
  fixedGrain: null,
  defaultGrain: "month",
  measure: { kind: "cancelled_arr", of: "other" },
  basis: "list",
  tests: [heldBy.identities, heldBy.receipts],
};
