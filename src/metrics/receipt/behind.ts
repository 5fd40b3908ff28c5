import type { Fragment } from "../../sql/fragment.ts";
import type { AnswerColumn } from "../answer.ts";

/** What one row behind a figure is. */
export type BehindKind =
  | "events"
  | "users"
  | "subscriptions"
  | "movements"
  | "endings"
  | "customers"
  | "requests"
  | "trials";

/** The base rows that make a figure, as a query without order or end. */
export interface Behind {
  readonly kind: BehindKind;
  readonly query: Fragment;
  /** Columns that put the rows into one order, whatever the engine. */
  readonly order: readonly string[];
  readonly columns: readonly Pick<AnswerColumn, "name" | "unit">[];
}
