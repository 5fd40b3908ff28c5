import { UserError } from "../schema/user-error.ts";
import { canonicalCells, type InputFile, type Records } from "./records.ts";

/**
 * The records of a Parquet file, through the engine: every value as the text it prints, lists and structs as JSON, a
 * timestamp that is adjusted to UTC with its offset. The line of a record is the number of its row. Yields the same
 * records whenever there are more. @throws UserError `data_quality` where the file is damaged.
 */
export async function* parquetRecords(
  { name, path }: InputFile,
  onRead: (share: number) => void,
): AsyncGenerator<Records> {
  const { DuckDBInstance } = await import("@duckdb/node-api");
  const instance = await DuckDBInstance.create(":memory:", { threads: "1", memory_limit: "512MB" });
  const connection = await instance.connect();
  try {
    await connection.run("set timezone = 'UTC'");
    const source = `read_parquet('${path.replaceAll("'", "''")}')`;
    const described = await connection.runAndReadAll(`describe select * from ${source}`);
    const columns = described.getRows().map(([column, type]) => ({ column: String(column), type: String(type) }));
    // No statement can name it: its text would end there.
    if (columns.some(({ column }) => column.includes("\0")))
      throw damaged(name, "a column's name has a NUL character.");
    const counted = await connection.runAndReadAll(`select count(*)::varchar from ${source}`);
    const total = Math.max(1, Number(counted.getRows()[0]?.[0] ?? 1));
    const result = await connection.stream(`select ${columns.map(textOf).join(", ")} from ${source}`);
    let cells: readonly (readonly unknown[])[] = [];
    let [row, before] = [-1, 0];
    const text = (place: number): string => (cells[place]?.[row] ?? "") as string;
    const records: Records = {
      columns: columns.map(({ column }) => column),
      form: { kind: "cells", delimiter: null, quote: "double" },
      further: new Set(),
      get line() {
        return before + row + 1;
      },
      fault: null,
      isBinary: false,
      next: () => ++row < (cells[0]?.length ?? 0),
      text,
      locate: () => false,
      raw: () => Buffer.from(JSON.stringify(columns.map((_, place) => cells[place]?.[row] ?? null))),
      canonical: () => canonicalCells(columns.map((_, place) => text(place))),
    };
    yield records;
    for (
      let chunk = await result.fetchChunk();
      chunk !== null && chunk.rowCount > 0;
      chunk = await result.fetchChunk()
    ) {
      before += cells[0]?.length ?? 0;
      cells = chunk.getColumns();
      row = -1;
      onRead(Math.min(1, (before + chunk.rowCount) / total));
      yield records;
    }
    onRead(1);
  } catch (error) {
    throw explained(name, error);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

function textOf({ column, type }: { readonly column: string; readonly type: string }): string {
  const quoted = `"${column.replaceAll('"', '""')}"`;
  if (/^(STRUCT|MAP|UNION)|\[\d*\]$/.test(type)) return `to_json(${quoted})::varchar`;
  if (type === "BLOB") return `decode(${quoted})`;
  return `${quoted}::varchar`;
}

function explained(name: string, error: unknown): unknown {
  if (error instanceof UserError || !(error instanceof Error)) return error;
  if (!/^(Invalid Input|IO|Invalid|Conversion|Binder|Serialization|Out of Range)/i.test(error.message)) return error;
  const first = error.message.split("\n")[0] ?? "";
  return damaged(name, first);
}

function damaged(name: string, what: string): UserError {
  return new UserError("data_quality", `${name} cannot be read as Parquet: ${what}`, "Fetch the file again.");
}
