import { DOUBLE, DuckDBDataChunk } from "@duckdb/node-api";
import duckdb from "@duckdb/node-bindings";
import type { Session } from "./session.ts";

/** How many rows one chunk of the engine holds at most. */
const chunkRows = 2_048;

/**
 * Run a query whose columns are all doubles without missing values, and hand out its rows chunk by chunk in their order,
 * column by column. A chunk's arrays are only good until the next is asked for. No other query may run meanwhile.
 */
export async function* readNumbers(
  session: Session,
  sql: string,
): AsyncGenerator<{ readonly rows: number; readonly columns: readonly Float64Array[] }> {
  const result = await session.connection.stream(sql);
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return;
    const rows = chunk.rowCount;
    const columns = Array.from({ length: result.columnCount }, (_, i) => {
      const bytes = duckdb.vector_get_data(duckdb.data_chunk_get_vector(chunk.chunk, i), rows * 8);
      return new Float64Array(bytes.buffer, bytes.byteOffset, rows);
    });
    yield { rows, columns };
  }
}

/** Rows of numbers that grow, column by column. */
export interface NumberRows {
  readonly rows: number;
  add(...values: readonly number[]): void;
  /** Append the rows to the temporary `table`, whose columns are doubles, and forget them. */
  appendTo(session: Session, table: string): Promise<void>;
}

/** No rows yet, of so many columns. */
export function numberRows(width: number): NumberRows {
  let columns = Array.from({ length: width }, () => new Float64Array(chunkRows));
  let rows = 0;
  return {
    get rows() {
      return rows;
    },
    add(...values) {
      if (rows === columns[0]?.length) columns = columns.map(doubled);
      for (let i = 0; i < width; i++) {
        const column = columns[i];
        if (column !== undefined) column[rows] = values[i] ?? Number.NaN;
      }
      rows += 1;
    },
    async appendTo(session, table) {
      const appender = await session.connection.createAppender(table, "main", "temp");
      const types = columns.map(() => DOUBLE);
      for (let from = 0; from < rows; from += chunkRows) {
        const count = Math.min(chunkRows, rows - from);
        const chunk = DuckDBDataChunk.create(types, count);
        for (const [i, column] of columns.entries()) {
          const part = column.slice(from, from + count);
          duckdb.copy_data_to_vector(duckdb.data_chunk_get_vector(chunk.chunk, i), 0, part.buffer, 0, part.byteLength);
        }
        appender.appendDataChunk(chunk);
      }
      appender.closeSync();
      rows = 0;
    },
  };
}

function doubled(column: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(column.length * 2);
  larger.set(column);
  return larger;
}
