import { heldBy } from "../held-by.ts";
import type { Metric } from "../metric.ts";

/** A month of standing ARR at the close of the period by the number of paying customers. */
export const arpa: Metric = {
  name: "arpa",
  title: "ARR per account, a month",
  meaning: "A month of standing ARR at the close of the period by the number of paying customers.",
  goodDirection: "up",
  fixedGrain: null,
  defaultGrain: "month",
  measure: { kind: "arr_per_customer" },
  basis: "list",
  tests: [heldBy.randomSubscriptions, heldBy.receipts],
};
