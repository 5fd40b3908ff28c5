import { DuckDBInstance } from "@duckdb/node-api";

/** Encodings that version 2 of the Parquet format added, as far as our writers use them. */
const newEncodings = ["DELTA_BINARY_PACKED", "DELTA_LENGTH_BYTE_ARRAY", "DELTA_BYTE_ARRAY", "BYTE_STREAM_SPLIT"];

/** Which of these local Parquet files have columns in encodings of version 2, by their footers: indexes into `paths`. */
export async function withNewEncodings(paths: readonly string[]): Promise<readonly number[]> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    const found: number[] = [];
    for (const [index, path] of paths.entries()) {
      const reader = await connection.runAndReadAll("select distinct encodings from parquet_metadata($1)", [path]);
      const used = reader.getRows().flatMap(([encodings]) => String(encodings).split(/[\s,]+/));
      if (used.some((encoding) => newEncodings.includes(encoding))) found.push(index);
    }
    return found;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
