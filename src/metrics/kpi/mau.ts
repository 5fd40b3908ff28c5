import { heldBy } from "../held-by.ts";
import type { Metric } from "../metric.ts";

/** Monthly active users: distinct users active in the calendar month. */
export const mau: Metric = {
  name: "mau",
  title: "MAU",
  meaning: "Monthly active users: distinct users active in the calendar month.",
  goodDirection: "up",
  fixedGrain: "month",
  defaultGrain: "month",
  measure: { kind: "distinct_users", events: "activity" },
  basis: null,
  tests: [heldBy.randomActivity, heldBy.answerKey, heldBy.receipts],
};
