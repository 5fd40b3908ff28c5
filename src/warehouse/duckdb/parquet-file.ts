import { DuckDBInstance, type DuckDBAppender } from "@duckdb/node-api";

/** A column of a Parquet file; values of `date` and `timestamp` (UTC) come as ISO text. */
export interface ParquetColumn {
  readonly name: string;
  readonly type: "text" | "bigint" | "double" | "date" | "timestamp" | "boolean";
}

/** Rows for a Parquet file. */
export interface ParquetRows {
  readonly columns: readonly ParquetColumn[];
  readonly rows: readonly Readonly<Record<string, string | number | boolean | null>>[];
}

const stored = {
  text: "varchar",
  bigint: "bigint",
  double: "double",
  date: "varchar",
  timestamp: "varchar",
  boolean: "boolean",
};
const written = { ...stored, date: "date", timestamp: "timestamptz" };

/** Write rows to a new Parquet file at `path`, in their order, compressed with Snappy, which every reader knows. */
export async function writeParquetFile(path: string, { columns, rows }: ParquetRows): Promise<void> {
  // One thread: equal rows give equal bytes.
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  try {
    await connection.run("set timezone = 'UTC'");
    const named = columns.map(({ name, type }) => ({ name: `"${name.replaceAll('"', '""')}"`, type }));
    await connection.run(
      `create table "rows" (${named.map(({ name, type }) => `${name} ${stored[type]}`).join(", ")})`,
    );
    const appender = await connection.createAppender("rows");
    for (const row of rows) {
      for (const column of columns) append(appender, column, row[column.name] ?? null);
      appender.endRow();
    }
    appender.closeSync();
    const cells = named.map(({ name, type }) => `cast(${name} as ${written[type]}) as ${name}`);
    const target = `'${path.replaceAll("'", "''")}'`;
    await connection.run(
      `copy (select ${cells.join(", ")} from "rows" order by rowid) to ${target} (format parquet, compression snappy)`,
    );
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

function append(appender: DuckDBAppender, { type }: ParquetColumn, value: string | number | boolean | null): void {
  if (value === null) appender.appendNull();
  else if (type === "bigint") appender.appendBigInt(BigInt(value));
  else if (type === "double") appender.appendDouble(Number(value));
  else if (type === "boolean") appender.appendBoolean(value === true);
  else appender.appendVarchar(String(value));
}
