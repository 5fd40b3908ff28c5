import type { AnswerColumn } from "../metrics/answer.ts";

/** What a column's values are. Dates (`2026-01-31`) and instants (`2026-01-31T13:00:00Z`) stand as text in rows. */
export type TableType = "text" | "bigint" | "double" | "date" | "timestamp" | "boolean";

/** A column of a table that leaves, with everything a reader must know to read it right. */
export interface TableColumn extends AnswerColumn {
  readonly type: TableType;
  /** One sentence; absent where the name says it all. */
  readonly meaning?: string | undefined;
}

/** A row of a table that leaves. */
export type TableRow = Readonly<Record<string, string | number | boolean | null>>;

/** Where the rows come from: the question or mart, and the state of the data that answered. */
export interface TableSource {
  readonly kind: "question" | "mart";
  /** The question with every default filled in, or the mart's name, version and grain. */
  readonly asked: object;
  readonly generation: number;
  readonly timezone: string;
  readonly weekStart: string;
  readonly dataThrough: { readonly events: string | null; readonly subscriptions: string | null };
}

/** Rows on their way to a file; `name` is the file's, without its ending. */
export interface Table {
  readonly name: string;
  readonly columns: readonly TableColumn[];
  readonly rows: readonly TableRow[];
  readonly source: TableSource;
}
