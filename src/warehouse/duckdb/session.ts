import {
  type DuckDBConnection,
  DuckDBDateValue,
  DuckDBInstance,
  DuckDBTimestampValue,
  type DuckDBValue,
} from "@duckdb/node-api";
import type { Statement } from "../../sql/print.ts";
import type { ResultRow } from "../warehouse.ts";

/** One DuckDB database, open. Close it: its file stays locked otherwise. */
export interface Session {
  readonly connection: DuckDBConnection;
  execute(sql: string): Promise<void>;
  /** Every row of `statement`, values as `ResultRow` says. For results that fit in memory. */
  query(statement: Statement): Promise<readonly ResultRow[]>;
  /**
   * Another connection to the same database, which sees what is attached to it but no temporary table of this one. A result
   * that is streamed on it is not cut off by queries on this one. It is closed first.
   */
  beside(): Promise<Session>;
  close(): void;
}

/** Which database a session opens and where it may spill. */
export interface SessionOptions {
  readonly path: string;
  readonly readOnly: boolean;
  readonly temporaryFolder: string;
  /** Whether little is done in it, so that the engine's own preparations would cost more than the work. */
  readonly isSmall?: boolean;
}

/**
 * What the engine may hold in memory. A load of a hundred million events takes no longer with a gigabyte than with four: it
 * goes through each month once. Questions may be about all of it at once.
 */
const memoryLimit = { reading: "4GB", writing: "750MB" };

/** Less to fill with zeros, to hash and to copy; one thread, for each has tables of its own. Blocks are of a new file alone. */
const smallWork = { threads: "1", default_block_size: "16384" };

/** Open a database file. Nothing is ever installed or loaded into the engine from outside. */
export async function openSession({
  path,
  readOnly,
  temporaryFolder,
  isSmall = false,
}: SessionOptions): Promise<Session> {
  const instance = await DuckDBInstance.create(path, {
    access_mode: readOnly ? "READ_ONLY" : "READ_WRITE",
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    temp_directory: temporaryFolder,
    memory_limit: readOnly ? memoryLimit.reading : memoryLimit.writing,
    preserve_insertion_order: "false",
    // A commit goes to the file at once, not to a log that a checkpoint would write out again.
    wal_autocheckpoint: "0KB",
    // Texts are names of few kinds, for which a dictionary is as small; to try these costs as much as all the rest.
    disabled_compression_methods: "fsst,dict_fsst,zstd",
    ...(isSmall ? smallWork : {}),
  });
  return connectedTo(instance, () => instance.closeSync());
}

/** A session on a connection of its own; `closeDatabase` follows its end. */
async function connectedTo(instance: DuckDBInstance, closeDatabase: () => void): Promise<Session> {
  const connection = await instance.connect();
  // A process that exits waits for the engine; so that it need not wait long, the query under way is broken off.
  const breakOff = (): void => connection.interrupt();
  process.once("exit", breakOff);
  return {
    connection,
    async execute(sql) {
      await connection.run(sql);
    },
    async query({ sql, parameters }) {
      const reader = await connection.runAndReadAll(sql, [...parameters]);
      const names = reader.columnNames();
      const columns = reader.getColumns();
      return Array.from({ length: reader.currentRowCount }, (_, row) => {
        const record: Record<string, string | number | null> = {};
        for (const [i, name] of names.entries()) record[name] = plain(columns[i]?.[row] ?? null);
        return record;
      });
    },
    beside: () => connectedTo(instance, () => {}),
    close() {
      process.removeListener("exit", breakOff);
      connection.closeSync();
      closeDatabase();
    },
  };
}

function plain(value: DuckDBValue): string | number | null {
  if (value === null || typeof value === "string" || typeof value === "number") return value;
  if (typeof value === "bigint") return safe(value);
  if (value instanceof DuckDBDateValue) return value.days;
  if (value instanceof DuckDBTimestampValue) return safe(value.micros);
  throw new Error(`A query returned a value that is neither text nor an integer: ${typeof value}`);
}

function safe(value: bigint): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new Error(`A query returned ${value}, which lies beyond 2^53`);
  return number;
}
