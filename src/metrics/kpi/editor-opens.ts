import { heldBy } from "../held-by.ts";
import type { Metric } from "../metric.ts";

/** How often the editor was opened in the period. */
export const editorOpens: Metric = {
  name: "editor_opens",
  title: "Editor opens",
  meaning: "How often the editor was opened in the period.",
  goodDirection: "up",
  fixedGrain: null,
  defaultGrain: "day",
  measure: { kind: "event_count", events: ["editor_opened"] },
  basis: null,
  tests: [heldBy.randomActivity, heldBy.answerKey, heldBy.receipts],
};
