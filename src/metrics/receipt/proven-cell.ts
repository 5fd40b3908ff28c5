import type { PayingPolicy } from "../../rollup/arr-span.ts";
import type { Fragment } from "../../sql/fragment.ts";
import type { AnswerRow } from "../answer.ts";
import type { Basis } from "../grain.ts";
import type { Question } from "../question.ts";
import type { Behind } from "./behind.ts";
import type { CanonicalReceipt, Converted, Receipt } from "./receipt.ts";
import type { Page } from "./receipt-question.ts";

/** A query and how its rows are read. */
export interface Reading<T> {
  readonly query: Fragment;
  /** What else must be asked to read them: the other figures of a row that adds up, or the number that an amount is divided by. */
  readonly beside?: readonly Fragment[];
  readonly read: (rows: readonly AnswerRow[], beside: readonly (readonly AnswerRow[])[]) => T;
}

/** A figure, the currency that its answer prints beside it, and how it was converted where it was. */
export interface SaidFigure {
  readonly value: number | null;
  readonly currency: string | null;
  readonly converted?: Converted;
}

/**
 * One figure of an answer, ready to be proven. Its definition and the rows behind it may read tables that a load derives:
 * whoever runs them writes those out, so that only base rows are read.
 */
export interface ProvenCell {
  readonly question: CanonicalReceipt;
  /** The question whose answer shows the figure. */
  readonly scope: Question;
  readonly page: Page | null;
  /** What the figure means; `rule` is all that defines it, as data. */
  readonly definition: Omit<Receipt["definition"], "version" | "sql"> & {
    readonly rule: Readonly<Record<string, unknown>>;
  };
  readonly place: Omit<Receipt["cell"], "value" | "currency">;
  /** Asked first where the figure's own query does not tell which rows the answer has; UserError `usage` where it has none such. */
  readonly exists: Reading<void> | null;
  /** What the answer runs, and the figure it reads off the rows; UserError `usage` where there is no such row. */
  readonly ran: Reading<SaidFigure> & { readonly source: "rollup" | "events" };
  readonly recount: Reading<number | null>;
  readonly behind: Behind | null;
  /** Price bases of the versions that are looked at. */
  readonly bases: readonly Basis[];
  /** By which rules versions pay in the recount; left out: those of the loaded ledger. */
  readonly policy?: PayingPolicy;
}
