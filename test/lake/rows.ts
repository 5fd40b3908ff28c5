import { DuckDBInstance } from "@duckdb/node-api";
import { setInt64, type ColumnBatch, type ColumnData } from "../../src/schema/batch.ts";
import type { Column, Table } from "../../src/schema/table.ts";
import { event } from "../../src/schema/tables/event.ts";

/** A value of a row: text as string, everything else as a safe integer. */
export type Value = string | number | null;

/** Rows as a batch of plain columns: texts as `text`, numbers as `int32` or `int64`. */
export function batchOf(table: Table, rows: readonly Readonly<Record<string, Value>>[]): ColumnBatch {
  const columns = Object.entries(table.columns).map(([name, column]) => [
    name,
    dataOf(
      column,
      rows.map((row) => row[name] ?? null),
    ),
  ]);
  return { table, rows: rows.length, columns: Object.fromEntries(columns) as Record<string, ColumnData> };
}

function dataOf(column: Column, values: readonly Value[]): ColumnData {
  if (column.type === "text") return { kind: "text", values: values.map((value) => value as string | null) };
  const valid = Uint8Array.from(values, (value) => (value === null ? 0 : 1));
  const numbers = values.map((value) => (value as number | null) ?? 0);
  return column.type === "bigint" || column.type === "timestamp"
    ? { kind: "int64", words: wordsOf(numbers), valid }
    : { kind: "int32", values: Int32Array.from(numbers), valid };
}

/** Safe integers as the words of an `int64` or `numbered` column. */
export function wordsOf(numbers: readonly number[]): Uint32Array {
  const words = new Uint32Array(2 * numbers.length);
  numbers.forEach((number, row) => setInt64(words, row, number));
  return words;
}

/** `count` events from number `from` on, one a second. */
export function events(from: number, count: number): ColumnBatch {
  const rows = Array.from({ length: count }, (_, index) => from + index).map((n) => ({
    event_id: `e${n}`,
    user_id: `u${n % 7}`,
    event_name: "editor_opened",
    occurred_at: 1_767_225_600_000_000 + n * 1_000_000,
    received_at: 1_767_225_600_000_000 + n * 1_000_000,
    source_seq: n,
    platform: "web",
    country: n % 3 === 0 ? null : "DE",
  }));
  return batchOf(event, rows);
}

/** Every row of a Parquet file, read by the engine; numbers, dates (days) and timestamps (µs) as decimal text. */
export async function readParquet(table: Table, path: string): Promise<readonly (readonly (string | null)[])[]> {
  const columns = Object.entries(table.columns).map(([name, { type }]) => {
    if (type === "text") return `"${name}"`;
    if (type === "timestamp") return `epoch_us("${name}")::varchar`;
    return type === "date" ? `("${name}" - date '1970-01-01')::varchar` : `"${name}"::varchar`;
  });
  return query(`select ${columns.join(", ")} from read_parquet('${path}')`);
}

/** The rows of a query on a fresh engine, every value as text. */
export async function query(sql: string): Promise<readonly (readonly (string | null)[])[]> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    const reader = await connection.runAndReadAll(sql);
    return reader.getRows().map((row) => row.map((value) => (value === null ? null : String(value))));
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
