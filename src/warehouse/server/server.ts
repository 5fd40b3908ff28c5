import type { Table } from "../../schema/table.ts";
import type { Dialect } from "../../sql/dialect.ts";
import type { Statement } from "../../sql/print.ts";
import type { StandingFile } from "../duckdb/export-events.ts";
import type { ServerAddress } from "../address.ts";
import type { ResultRow } from "../warehouse.ts";

/** Rows of one chunk as DuckDB wrote them to a local file, the chunk's number in the last column. */
export interface WrittenRows {
  readonly path: string;
  readonly rows: number;
  /** Months (YYYY-MM) that the rows lie in, for tables that begin with a time. */
  readonly months: readonly string[];
}

/** How a file must be written so that this server can take it. */
export type RowFormat = "csv" | "parquet";

/**
 * What an engine behind a network does for a warehouse; everything else is the same for all of them. Errors for people:
 * `unreachable` (network, credentials, a full disk), `config` (no such database, too old), `conflict` (another loader).
 */
export interface Server {
  readonly kind: ServerAddress["kind"];
  /** As people are shown it; holds no password. */
  readonly location: string;
  readonly dialect: Dialect;
  /** The schema, or ClickHouse's database, that holds Tidemark's tables. */
  readonly schema: string;
  /** Whether anything was ever loaded there. */
  readonly hasTables: () => Promise<boolean>;
  /** Every row of `statement`. Several may run at the same time. */
  readonly query: (statement: Statement) => Promise<readonly ResultRow[]>;
  /** Run `work` as the one loader of this warehouse. What it did counts once it has returned, and not before. */
  readonly load: <T>(work: (loader: Loader) => Promise<T>) => Promise<T>;
  readonly close: () => Promise<void>;
}

/** A server while it is being loaded. */
export interface Loader {
  readonly format: RowFormat;
  /** Whether rows of a load that was killed stay behind, unnamed by any generation. */
  readonly leavesRows: boolean;
  readonly query: (statement: Statement) => Promise<readonly ResultRow[]>;
  /** Make what is missing of `tables`. */
  readonly createTables: (tables: readonly Table[]) => Promise<void>;
  /** Append the rows of a file. */
  readonly insert: (table: Table, file: WrittenRows) => Promise<void>;
  /** Append the rows of a lake file as it stands, as those of chunk `chunk`; left out where the engine cannot. */
  readonly insertLakeFile?: (table: Table, file: StandingFile, chunk: number) => Promise<void>;
  /** Append a few rows of our own bookkeeping. */
  insertRows(table: Table, rows: readonly (readonly (string | number)[])[]): Promise<void>;
  /** Remove the rows of `table` whose column is one of the values. */
  readonly remove: (
    table: Table,
    which: { readonly column: string; readonly values: readonly number[] },
  ) => Promise<void>;
  /** Run statements that make views; nothing of them is seen before the load counts, where the engine can do that. */
  readonly createViews: (statements: readonly string[]) => Promise<void>;
  /** What is done once the data of a first load stand: indexes. */
  readonly index: (tables: readonly Table[]) => Promise<void>;
}
