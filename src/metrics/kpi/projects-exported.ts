import { heldBy } from "../held-by.ts";
import type { Metric } from "../metric.ts";

/** Exports in the period: a project downloaded or published counts each time. */
export const projectsExported: Metric = {
  name: "projects_exported",
  title: "Projects exported",
  meaning: "Exports in the period: a project downloaded or published counts each time.",
  goodDirection: "up",
  fixedGrain: null,
  defaultGrain: "day",
  measure: { kind: "event_count", events: ["project_exported"] },
  basis: null,
  tests: [heldBy.randomActivity, heldBy.answerKey, heldBy.receipts],
};
