import type { ActivityText } from "../activity-question.ts";
import type { Question } from "../question.ts";

/** A retention as it is typed: flags of the command line or parameters of the URL, all text, nothing checked yet. */
export interface RetentionText extends ActivityText {
  readonly startEvent?: readonly string[] | undefined;
  readonly returnEvent?: readonly string[] | undefined;
  readonly cohort?: string | undefined;
  readonly mode?: string | undefined;
  readonly periods?: string | undefined;
  readonly minOccurrences?: string | undefined;
}

/** Cohorts: users by the bucket of their first start event, or by every bucket with one. */
export const cohortKinds = ["first_time", "every_active"] as const;

/** Who counts k buckets on: users who return in that bucket, or in one at or after it. */
export const retentionModes = ["on", "on_or_after"] as const;

/** A checked retention with every default filled in; the buckets of its range are the cohorts. */
export interface RetentionQuestion {
  /** Range, grain, groups and filters. */
  readonly scope: Question;
  /** Kinds of event that begin and that count as a return; empty = the activity set, `["*"]` = any event. */
  readonly startEvents: readonly string[];
  readonly returnEvents: readonly string[];
  readonly cohort: (typeof cohortKinds)[number];
  readonly mode: (typeof retentionModes)[number];
  /** How many values a cohort has, its own bucket included. */
  readonly periods: number;
  /** Return events within one bucket that make a return. */
  readonly minOccurrences: number;
}
