import { heldBy } from "../held-by.ts";
import type { Metric } from "../metric.ts";

/** Distinct users active in the 28 days that end with the day. */
export const mau28d: Metric = {
  name: "mau_28d",
  title: "MAU, trailing 28 days",
  meaning: "Distinct users active in the 28 days that end with the day.",
  goodDirection: "up",
  fixedGrain: null,
  defaultGrain: "day",
  measure: { kind: "trailing_users", days: 28 },
  basis: null,
  tests: [heldBy.randomActivity, heldBy.answerKey, heldBy.receipts],
};
