import { heldBy } from "../held-by.ts";
import type { Metric } from "../metric.ts";

/** Lifetime revenue times the gross margin that the configuration names. */
export const ltv: Metric = {
  name: "ltv",
  title: "Lifetime value",
  meaning: "Lifetime revenue times the gross margin that the configuration names.",
  goodDirection: "up",
  fixedGrain: null,
  defaultGrain: "month",
  measure: { kind: "lifetime_value", of: "margin" },
  basis: "list",
  tests: [heldBy.grossMargin],
};
