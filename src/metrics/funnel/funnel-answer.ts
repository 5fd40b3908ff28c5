import type { AnswerColumn } from "../answer.ts";

/** A funnel with every default filled in, as it is printed; the same text means the same answer in one generation. */
export interface CanonicalFunnel {
  readonly kind: "funnel";
  readonly steps: readonly string[];
  readonly windowSeconds: number;
  readonly order: "ordered" | "strict" | "any";
  readonly ties: "order" | "strict" | "either";
  readonly maturing: "include" | "exclude";
  readonly from: string;
  readonly to: string;
  readonly where: readonly string[];
  readonly timezone: string;
}

/** One step: how many users came so far in their best attempt, and how long they took from the step before. */
export type FunnelRow = Readonly<{
  /** From 1. */
  step: number;
  /** The kind of event; null where steps come in any order: row k is then the k-th different step, whichever it is. */
  event: string | null;
  users: number;
  /** Users ÷ users of step 1; null where nobody entered. */
  conversion: number | null;
  /** The middle time, or the mean of the two middle ones; null at step 1 and where nobody came. */
  medianSeconds: number | null;
  averageSeconds: number | null;
  /** Stands, true, where a later load moved what was published of a period that the row is about. */
  restated?: true;
}>;

/** The answer to a funnel, in the envelope of every answer. */
export interface FunnelAnswer {
  readonly schemaVersion: 1;
  readonly question: CanonicalFunnel;
  readonly timezone: string;
  readonly weekStart: string;
  readonly dataThrough: { readonly events: string | null; readonly subscriptions: string | null };
  readonly generation: number;
  readonly source: "events";
  readonly columns: readonly AnswerColumn[];
  readonly rows: readonly FunnelRow[];
  /** Users who entered, and the share of them that took the last step. */
  readonly totals: { readonly users: number; readonly conversion: number | null };
  readonly warnings: readonly string[];
}
