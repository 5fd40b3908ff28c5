import { heldBy } from "../held-by.ts";
import type { Metric } from "../metric.ts";

/** ARR of yearly plans that ended in the period although their term does not end in it, by all ARR that stood at the opening. */
export const earlyEndRate: Metric = {
  name: "early_end_rate",
  title: "Early end rate",
  meaning:
    "ARR of yearly plans that ended in the period although their term does not end in it, by all ARR that stood at the opening.",
  goodDirection: "down",
  fixedGrain: null,
  defaultGrain: "month",
  measure: { kind: "churned", of: "early" },
  basis: "list",
  tests: [heldBy.randomChurn, heldBy.receipts],
};
