import { heldBy } from "../held-by.ts";
import type { Metric } from "../metric.ts";

/** What is left at the close of the ARR that stood at the opening, customer by customer; what they added is not counted. */
export const grr: Metric = {
  name: "grr",
  title: "Gross revenue retention",
  meaning:
    "What is left at the close of the ARR that stood at the opening, customer by customer; what they added is not counted.",
  goodDirection: "up",
  fixedGrain: null,
  defaultGrain: "month",
  measure: { kind: "retained_arr", form: "gross", over: "bucket" },
  basis: "list",
  tests: [heldBy.randomWaterfalls, heldBy.randomSubscriptions, heldBy.receipts],
};
