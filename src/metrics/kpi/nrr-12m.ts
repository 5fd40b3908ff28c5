import { heldBy } from "../held-by.ts";
import type { Metric } from "../metric.ts";

/** ARR at the close of the customers who paid twelve months before it, by their ARR then. */
export const nrr12m: Metric = {
  name: "nrr_12m",
  title: "Net revenue retention, 12 months",
  meaning: "ARR at the close of the customers who paid twelve months before it, by their ARR then.",
  goodDirection: "up",
  fixedGrain: null,
  defaultGrain: "month",
  measure: { kind: "retained_arr", form: "net", over: "12_months" },
  basis: "list",
  tests: [heldBy.randomSubscriptions, heldBy.receipts],
};
