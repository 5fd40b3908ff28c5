import type { ColumnType } from "../schema/table.ts";
import type { Fragment } from "../sql/fragment.ts";

/** A view that a load makes for other tools. */
export interface View {
  readonly name: string;
  /** What it holds, in a sentence; its comment. */
  readonly about: string;
  /** Its columns in their order, each with what its comment says. */
  readonly columns: Readonly<Record<string, { readonly type: ColumnType; readonly about: string }>>;
  readonly query: Fragment;
}
