import { heldBy } from "../held-by.ts";
import type { Metric } from "../metric.ts";

/** What is left at the close of the ARR that stood twelve months before it, customer by customer. */
export const grr12m: Metric = {
  name: "grr_12m",
  title: "Gross revenue retention, 12 months",
  meaning: "What is left at the close of the ARR that stood twelve months before it, customer by customer.",
  goodDirection: "up",
  fixedGrain: null,
  defaultGrain: "month",
  measure: { kind: "retained_arr", form: "gross", over: "12_months" },
  basis: "list",
  tests: [heldBy.randomSubscriptions, heldBy.receipts],
};
