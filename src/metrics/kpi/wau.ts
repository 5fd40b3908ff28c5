import { heldBy } from "../held-by.ts";
import type { Metric } from "../metric.ts";

/** Weekly active users: distinct users active in the calendar week. */
export const wau: Metric = {
  name: "wau",
  title: "WAU",
  meaning: "Weekly active users: distinct users active in the calendar week.",
  goodDirection: "up",
  fixedGrain: "week",
  defaultGrain: "week",
  measure: { kind: "distinct_users", events: "activity" },
  basis: null,
  tests: [heldBy.randomActivity, heldBy.answerKey, heldBy.receipts],
};
