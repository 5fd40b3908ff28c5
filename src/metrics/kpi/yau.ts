import { heldBy } from "../held-by.ts";
import type { Metric } from "../metric.ts";

/** Yearly active users: distinct users active in the calendar year. */
export const yau: Metric = {
  name: "yau",
  title: "YAU",
  meaning: "Yearly active users: distinct users active in the calendar year.",
  goodDirection: "up",
  fixedGrain: "year",
  defaultGrain: "year",
  measure: { kind: "distinct_users", events: "activity" },
  basis: null,
  tests: [heldBy.randomActivity, heldBy.answerKey, heldBy.receipts],
};
