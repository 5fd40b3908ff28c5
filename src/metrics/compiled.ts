import type { Fragment } from "../sql/fragment.ts";
import type { Bucket } from "./buckets.ts";
import type { DataState } from "./data-state.ts";
import type { Question } from "./question.ts";

/** Values of a dimension that keep their name when the others become `Other`; null where all keep it. */
export type KeptValues = readonly string[] | null;

/** What a metric is compiled from. */
export interface Request {
  readonly question: Question;
  readonly state: DataState;
  /** The question's buckets, in order, at least one. */
  readonly buckets: readonly Bucket[];
  readonly kept: KeptValues;
  /** Read the events, or the movements of ARR, even where a rollup would answer; for proofs. */
  readonly fromEvents?: boolean;
}

/**
 * One metric of a question as a query. Its rows are `period` (date, or timestamp at hour grain), the groups by name,
 * `currency` for amounts, and `value` (an integer).
 * - `in_bucket`: a row is a bucket's figure; a bucket without a row has 0.
 * - `as_of`: a row is the figure from that day (or hour) on, until the group's next row; before the first it is 0.
 */
export interface Compiled {
  readonly query: Fragment;
  readonly reading: "in_bucket" | "as_of";
  /** Whether precomputed rollups or the events themselves are read. */
  readonly source: "rollup" | "events";
}
