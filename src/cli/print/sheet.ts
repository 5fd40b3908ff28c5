/** A value of a cell; null is unknown or not yet known, true a mark that is set. */
export type Cell = string | number | true | null;

/** A column: what its values are decides how a table writes them (units as in an answer's columns). */
export interface SheetColumn {
  readonly name: string;
  readonly unit: string;
  readonly currency?: string | undefined;
}

/** Rows to print in any format. */
export interface Sheet {
  readonly columns: readonly SheetColumn[];
  readonly rows: readonly Readonly<Record<string, Cell>>[];
  /** Rows under a rule, in a table only: totals and what they are compared with. */
  readonly summary?: readonly { readonly label: string; readonly cells: readonly string[] }[] | undefined;
  /** A list of `name  value` lines instead of a table: for reports of one row. */
  readonly isRecord?: boolean;
}
