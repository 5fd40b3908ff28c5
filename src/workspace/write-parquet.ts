/** Rows as a Parquet file, for whoever takes data out of a workspace. */
export { type ParquetRows, writeParquetFile } from "../warehouse/duckdb/parquet-file.ts";
