import { heldBy } from "../held-by.ts";
import type { Metric } from "../metric.ts";

/** Events of any kind, or of the kinds the question names, in the period. */
export const events: Metric = {
  name: "events",
  title: "Events",
  meaning: "Events of any kind, or of the kinds the question names, in the period.",
  goodDirection: "none",
  fixedGrain: null,
  defaultGrain: "day",
  measure: { kind: "event_count", events: "any" },
  basis: null,
  tests: [heldBy.randomActivity, heldBy.answerKey, heldBy.receipts],
};
