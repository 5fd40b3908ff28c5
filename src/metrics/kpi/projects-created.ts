import { heldBy } from "../held-by.ts";
import type { Metric } from "../metric.ts";

/** Projects created in the period. */
export const projectsCreated: Metric = {
  name: "projects_created",
  title: "Projects created",
  meaning: "Projects created in the period.",
  goodDirection: "up",
  fixedGrain: null,
  defaultGrain: "day",
  measure: { kind: "event_count", events: ["project_created"] },
  basis: null,
  tests: [heldBy.randomActivity, heldBy.answerKey, heldBy.receipts],
};
