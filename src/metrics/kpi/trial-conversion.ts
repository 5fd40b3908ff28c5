import { heldBy } from "../held-by.ts";
import type { Metric } from "../metric.ts";

/** Trials started in the period that became paying within the window (30 days unless --window says otherwise) by trials started whose window has passed. */
export const trialConversion: Metric = {
  name: "trial_conversion",
  title: "Trial conversion",
  meaning:
    "Trials started in the period that became paying within the window (30 days unless --window says otherwise) by trials started whose window has passed.",
  goodDirection: "up",
  fixedGrain: null,
  defaultGrain: "month",
  measure: { kind: "trial_conversion" },
  basis: null,
  tests: [heldBy.randomTrials, heldBy.receipts],
};
