import type { Answer, AnswerColumn, DateRange } from "../answer.ts";

/** What is explained, every default filled in. */
export interface CanonicalExplain {
  readonly kind: "explain";
  readonly metric: string;
  readonly from: string;
  readonly to: string;
  /** The range compared with, `FROM..TO`. */
  readonly compare: string;
  readonly by: readonly string[];
  readonly where: readonly string[];
  readonly event: readonly string[];
  readonly basis: "list" | "net";
  readonly timezone: string;
  readonly weekStart: string;
}

/** The users who came and went between two ranges: now − before = new + resurrected − dormant. */
export interface Turnover {
  /** Active now, and never before. */
  readonly new: number;
  /** Active now, not in the range compared with, but earlier. */
  readonly resurrected: number;
  /** Active in the range compared with, and not now; positive. */
  readonly dormant: number;
}

/** A figure, what it was, and what made the difference. */
export interface Moved {
  readonly before: number | null;
  readonly now: number | null;
  /** now − before; null where one of them is unknown. */
  readonly change: number | null;
  /** Of distinct users only. */
  readonly turnover?: Turnover;
  /** Of ARR that stands or moves: what each kind of movement adds to the change (losses negative); they sum to it. */
  readonly movements?: Readonly<Record<string, number>>;
}

/** One segment of one dimension. */
export interface ExplainRow extends Moved {
  readonly dimension: string;
  readonly segment: string;
  /** Its part of the whole change; null where segments do not sum to it, or nothing changed. */
  readonly shareOfChange: number | null;
}

/** Why a metric moved: the whole and, dimension by dimension, its segments, the greatest change first. */
export interface Explanation extends Pick<
  Answer,
  "schemaVersion" | "timezone" | "weekStart" | "dataThrough" | "generation" | "source" | "warnings"
> {
  readonly question: CanonicalExplain;
  /** What was compared: of an open range its complete days only, and as many of the other. */
  readonly compared: { readonly now: DateRange; readonly before: DateRange };
  readonly columns: readonly AnswerColumn[];
  /** Whether the changes of a dimension's segments sum to the whole change, exactly. */
  readonly dimensions: readonly { readonly name: string; readonly additive: boolean; readonly overlapping: boolean }[];
  readonly totals: Moved & { readonly changeRate: number | null };
  readonly rows: readonly ExplainRow[];
}
