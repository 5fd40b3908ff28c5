import { heldBy } from "../held-by.ts";
import type { Metric } from "../metric.ts";

/** ARR that subscriptions ending in the period had standing in the instant before. */
export const cancelArr: Metric = {
  name: "cancel_arr",
  title: "Cancel ARR",
  meaning: "ARR that subscriptions ending in the period had standing in the instant before.",
  goodDirection: "down",
  fixedGrain: null,
  defaultGrain: "month",
  measure: { kind: "cancelled_arr", of: "all" },
  basis: "list",
  tests: [heldBy.randomEnds, heldBy.cancelBridge, heldBy.identities, heldBy.receipts],
};
