import type { Day } from "../../schema/date.ts";
import type { KeyGrain } from "../truth/buckets.ts";
import type { Segment } from "../truth/segments.ts";

/** One figure of a full answer key; see the table `truth_answer`. */
export interface FullRow {
  /** As it is typed, without range, grain and breakdown. */
  readonly question: string;
  readonly grain: KeyGrain | "total";
  readonly period: Day;
  readonly segment: Segment;
  /** Null for counts. */
  readonly currency: string | null;
  readonly name: string;
  readonly position: number;
  readonly value: number;
}

/** The whole, as a segment. */
export const whole: Segment = { dimension: null, value: null };
