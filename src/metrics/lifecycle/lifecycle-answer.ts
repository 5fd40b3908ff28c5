import type { CanonicalActivity } from "../activity-question.ts";
import type { Answer } from "../answer.ts";

/** A lifecycle with every default filled in, as it is printed; the same text means the same answer in one generation. */
export interface CanonicalLifecycle extends CanonicalActivity {
  readonly kind: "lifecycle";
}

/**
 * The answer to a lifecycle, in the envelope of every answer. Rows are `period`, `state`, the groups by name, then the
 * users of each stage: `new`, `returning`, `resurrected`, `dormant`, all positive; null in a bucket that has not begun.
 * Totals know only `new`: the range as a whole has no bucket before it.
 */
export interface LifecycleAnswer extends Omit<Answer, "question" | "comparison"> {
  readonly question: CanonicalLifecycle;
}
