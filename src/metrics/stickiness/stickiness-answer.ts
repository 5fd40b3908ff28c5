import type { CanonicalActivity } from "../activity-question.ts";
import type { Answer } from "../answer.ts";

/** A stickiness with every default filled in, as it is printed; the same text means the same answer in one generation. */
export interface CanonicalStickiness extends CanonicalActivity {
  readonly kind: "stickiness";
}

/**
 * The answer to a stickiness, in the envelope of every answer. Rows are `activePeriods`, the groups by name, and `users`:
 * how many were active in exactly so many of the range's buckets, for every number from 1. Totals are `users`, all of them.
 */
export interface StickinessAnswer extends Omit<Answer, "question" | "comparison"> {
  readonly question: CanonicalStickiness;
}
