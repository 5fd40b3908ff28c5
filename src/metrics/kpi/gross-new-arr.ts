import { heldBy } from "../held-by.ts";
import type { Metric } from "../metric.ts";

/** ARR gained in the period from new, returning and expanding customers, before anything lost. */
export const grossNewArr: Metric = {
  name: "gross_new_arr",
  title: "Gross new ARR",
  meaning: "ARR gained in the period from new, returning and expanding customers, before anything lost.",
  goodDirection: "up",
  fixedGrain: null,
  defaultGrain: "month",
  measure: { kind: "gained_arr", kinds: ["new", "reactivation", "expansion"] },
  basis: "list",
  tests: [heldBy.randomMovements, heldBy.answerKey, heldBy.receipts],
};
