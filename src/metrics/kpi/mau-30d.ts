import { heldBy } from "../held-by.ts";
import type { Metric } from "../metric.ts";

/** Distinct users active in the 30 days that end with the day. */
export const mau30d: Metric = {
  name: "mau_30d",
  title: "MAU, trailing 30 days",
  meaning: "Distinct users active in the 30 days that end with the day.",
  goodDirection: "up",
  fixedGrain: null,
  defaultGrain: "day",
  measure: { kind: "trailing_users", days: 30 },
  basis: null,
  tests: [heldBy.randomActivity, heldBy.answerKey, heldBy.receipts],
};
