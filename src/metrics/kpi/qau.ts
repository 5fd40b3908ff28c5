import { heldBy } from "../held-by.ts";
import type { Metric } from "../metric.ts";

/** Quarterly active users: distinct users active in the calendar quarter. */
export const qau: Metric = {
  name: "qau",
  title: "QAU",
  meaning: "Quarterly active users: distinct users active in the calendar quarter.",
  goodDirection: "up",
  fixedGrain: "quarter",
  defaultGrain: "quarter",
  measure: { kind: "distinct_users", events: "activity" },
  basis: null,
  tests: [heldBy.randomActivity, heldBy.answerKey, heldBy.receipts],
};
