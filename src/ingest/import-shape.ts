import type { Instant } from "../schema/date.ts";
import type { Table } from "../schema/table.ts";
import type { Target } from "./target.ts";
import type { TextView } from "./text-view.ts";

/** What can be imported. */
export type ImportKind = "events" | "subscriptions" | "aliases";

/** The values of one row, in the order of the table's columns; some texts as views of the record that they come from. */
export type RowValues = readonly (string | number | TextView | null)[];

/** Why a row is not loaded, and the column of the table at fault. */
export interface RowFault {
  readonly column: string | null;
  readonly reason: string;
  /** True where the mapping leaves the row out on purpose: it is counted, and not kept in quarantine. */
  readonly isDropped?: boolean;
}

/** What is special about one kind of import. */
export interface ImportShape {
  readonly kind: ImportKind;
  readonly table: Table;
  /** In the order in which they are read. */
  readonly targets: readonly Target[];
  /** Columns that a mapping must fill, each by one of its targets. */
  readonly required: readonly string[];
  /** Column whose UTC month is the row's partition and by which files are sorted, before `user_id`. */
  readonly timeColumn: string;
  /** What no single cell shows: a row that contradicts itself, or the import's clock `now`. */
  readonly check: (value: (column: string) => string | number | null, now: Instant) => RowFault | null;
}
