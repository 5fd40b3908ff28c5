import { rm } from "node:fs/promises";
import { DuckDBInstance } from "@duckdb/node-api";
import type { Table } from "../schema/table.ts";
import { digestFile } from "./digest.ts";
import type { Encoded, Encoding } from "./encode.ts";
import { timeColumn } from "./instant-range.ts";
import type { LakeFile } from "./record.ts";

/** Which files become one, and how. */
export interface MergeOptions {
  readonly table: Table;
  readonly files: readonly LakeFile[];
  /** Verified local copies of `files`, in their order. */
  readonly localPaths: readonly string[];
  readonly path: string;
  readonly encoding: Encoding;
}

/**
 * Write the rows of several Parquet files of one table as one file, in the order of time, then of the files. No row passes
 * through JavaScript; the same files give the same bytes. A plain Error where a row was lost or won.
 */
export async function mergeFiles({ table, files, localPaths, path, encoding }: MergeOptions): Promise<Encoded> {
  const columns = Object.keys(table.columns).map((name) => `"${name}"`);
  const time = timeColumn(table);
  const order = [...(time === null ? [] : [`"${time}"`]), ...columns].join(", ");
  const sources = localPaths.map(literal).join(", ");
  // One thread and a whole order: equal rows give equal bytes.
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  try {
    const { rowsChanged } = await connection.run(
      `copy (select ${columns.join(", ")} from read_parquet([${sources}]) order by ${order})
      to ${literal(path)} (format parquet, compression zstd, parquet_version ${encoding})`,
    );
    const rows = files.reduce((sum, file) => sum + file.rows, 0);
    if (rowsChanged !== rows) throw new Error(`${rows} rows of ${table.name} went in and ${rowsChanged} came out.`);
    const digest = await digestFile(path);
    if (digest === null) throw new Error(`The engine reported success without a file at ${path}.`);
    return { rows, ...digest, minInstant: least(files), maxInstant: greatest(files) };
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

function least(files: readonly LakeFile[]): number | null {
  const instants = files.flatMap(({ minInstant }) => minInstant ?? []);
  return instants.length === 0 ? null : Math.min(...instants);
}

function greatest(files: readonly LakeFile[]): number | null {
  const instants = files.flatMap(({ maxInstant }) => maxInstant ?? []);
  return instants.length === 0 ? null : Math.max(...instants);
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
