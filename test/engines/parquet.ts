/** A Parquet reader that shares nothing with the engine that writes, from the nested package. */
export { parquetReadObjects } from "hyparquet";
