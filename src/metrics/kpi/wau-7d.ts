import { heldBy } from "../held-by.ts";
import type { Metric } from "../metric.ts";

/** Distinct users active in the 7 days that end with the day. */
export const wau7d: Metric = {
  name: "wau_7d",
  title: "WAU, trailing 7 days",
  meaning: "Distinct users active in the 7 days that end with the day.",
  goodDirection: "up",
  fixedGrain: null,
  defaultGrain: "day",
  measure: { kind: "trailing_users", days: 7 },
  basis: null,
  tests: [heldBy.randomActivity, heldBy.answerKey, heldBy.receipts],
};
