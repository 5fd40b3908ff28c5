import { heldBy } from "../held-by.ts";
import type { Metric } from "../metric.ts";

/** Daily active users: distinct users active on the day. */
export const dau: Metric = {
  name: "dau",
  title: "DAU",
  meaning: "Daily active users: distinct users active on the day.",
  goodDirection: "up",
  fixedGrain: "day",
  defaultGrain: "day",
  measure: { kind: "distinct_users", events: "activity" },
  basis: null,
  tests: [heldBy.randomActivity, heldBy.answerKey, heldBy.receipts],
};
