import { DuckDBDataChunk, INTEGER } from "@duckdb/node-api";
import duckdb from "@duckdb/node-bindings";
import type { Statement } from "../../sql/print.ts";
import type { Session } from "./session.ts";

/** Rows of integers, column by column; the arrays may be longer than `rows`. */
export interface IntegerColumns {
  readonly rows: number;
  readonly columns: readonly Int32Array<ArrayBuffer>[];
}

/** How many rows one chunk of the engine holds at most. */
const chunkRows = 2_048;

/**
 * Run a statement whose columns are all 32-bit integers without missing values, and gather them in typed arrays: twenty times
 * faster than values one by one. `into` lends the arrays of an earlier result, so that many results cost the memory of one.
 */
export async function readIntegers(
  session: Session,
  { sql, parameters }: Statement,
  into?: IntegerColumns,
): Promise<IntegerColumns> {
  const result = await session.connection.stream(sql, [...parameters]);
  const columns = Array.from({ length: result.columnCount }, (_, i) => into?.columns[i] ?? new Int32Array(chunkRows));
  let rows = 0;
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return { rows, columns };
    for (const [i, column] of columns.entries()) {
      const bytes = duckdb.vector_get_data(duckdb.data_chunk_get_vector(chunk.chunk, i), chunk.rowCount * 4);
      const room = rows + chunk.rowCount <= column.length ? column : enlarged(column, rows + chunk.rowCount);
      room.set(new Int32Array(bytes.buffer, bytes.byteOffset, chunk.rowCount), rows);
      columns[i] = room;
    }
    rows += chunk.rowCount;
  }
}

/** Append rows of integers to the temporary `table`, whose columns are of that type. */
export async function appendIntegers(
  session: Session,
  table: string,
  { rows, columns }: IntegerColumns,
): Promise<void> {
  const appender = await session.connection.createAppender(table, "main", "temp");
  const types = columns.map(() => INTEGER);
  for (let from = 0; from < rows; from += chunkRows) {
    const count = Math.min(chunkRows, rows - from);
    const chunk = DuckDBDataChunk.create(types, count);
    for (const [i, column] of columns.entries()) {
      const vector = duckdb.data_chunk_get_vector(chunk.chunk, i);
      duckdb.copy_data_to_vector(vector, 0, column.buffer, column.byteOffset + from * 4, count * 4);
    }
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}

function enlarged(column: Int32Array, atLeast: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(Math.max(atLeast, column.length * 2));
  larger.set(column);
  return larger;
}
