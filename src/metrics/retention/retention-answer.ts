import type { CanonicalActivity } from "../activity-question.ts";
import type { Answer, PeriodState } from "../answer.ts";
import type { RetentionQuestion } from "./retention-question.ts";

/** A retention with every default filled in, as it is printed; the same text means the same answer in one generation. */
export interface CanonicalRetention extends CanonicalActivity, Omit<RetentionQuestion, "scope"> {
  readonly kind: "retention";
}

/** One cohort. `values` and `complete` have one entry per period, k = 0 … periods − 1. */
export type RetentionRow = Readonly<{
  /** The cohort's bucket: its first day, or its instant for hours. */
  cohort: string;
  state: PeriodState;
  /** Users of the cohort; null where its bucket has not begun. */
  size: number | null;
  /** The cohort's size, then the users who returned k buckets on so far; null where the cohort's bucket has not begun. */
  values: readonly (number | null)[];
  /** values ÷ size, as far as the bucket k on has begun; null where it has not, and where nobody is in the cohort. */
  rates: readonly (number | null)[];
  /** Whether the bucket k on is complete; where it is not, its value may still grow. */
  complete: readonly boolean[];
  /** Stands, true, where a later load moved what was published of a period that the row is about. */
  restated?: true;
}>;

/** All cohorts together, each period over the cohorts for which it is complete alone. */
export interface RetentionTotals {
  /** Users of all cohorts; with `every_active` cohorts a user counts once in each. */
  readonly size: number;
  /** Users who returned k buckets on. */
  readonly values: readonly number[];
  /** Users of the cohorts that `values` counts. */
  readonly exposed: readonly number[];
  /** values ÷ exposed; null where no cohort is that far. */
  readonly rates: readonly (number | null)[];
}

/** The answer to a retention, in the envelope of every answer; groups stand by name in its rows. */
export interface RetentionAnswer extends Omit<Answer, "question" | "rows" | "totals" | "comparison"> {
  readonly question: CanonicalRetention;
  readonly rows: readonly RetentionRow[];
  readonly totals: RetentionTotals;
}
