import { heldBy } from "../held-by.ts";
import type { Metric } from "../metric.ts";

/** ARR at the close of the customers who paid at the opening, by their ARR at the opening. */
export const nrr: Metric = {
  name: "nrr",
  title: "Net revenue retention",
  meaning: "ARR at the close of the customers who paid at the opening, by their ARR at the opening.",
  goodDirection: "up",
  fixedGrain: null,
  defaultGrain: "month",
  measure: { kind: "retained_arr", form: "net", over: "bucket" },
  basis: "list",
  tests: [heldBy.randomWaterfalls, heldBy.randomSubscriptions, heldBy.receipts],
};
