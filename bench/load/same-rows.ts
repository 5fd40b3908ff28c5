import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import type { Table } from "../../src/schema/table.ts";
import { askedTables } from "../../src/warehouse/server/served-tables.ts";

/** A table's rows in one file. */
export interface TableFile {
  readonly table: Table;
  readonly path: string;
}

/**
 * Write what a workspace's first load sends to a server (the lake's events, which are all different here and in UTC, and
 * the rollups) as one file a table, by the engine alone.
 */
export async function writeSameRows(
  dir: string,
  format: "csv" | "parquet",
  into: string,
): Promise<readonly TableFile[]> {
  const instance = await DuckDBInstance.create(":memory:", {
    memory_limit: "4GB",
    temp_directory: join(into, "spill"),
  });
  const connection = await instance.connect();
  const settings = format === "csv" ? "format csv, header false, nullstr '\\N'" : "format parquet, compression snappy";
  try {
    await connection.run(`attach '${join(dir, "warehouse/generation-1.duckdb")}' as loaded (read_only)`);
    const files: TableFile[] = [];
    for (const table of askedTables) {
      const path = join(into, `${table.name}.${format}`);
      const events = `(select *, cast(occurred_at as date) as event_date
        from read_parquet('${join(dir, "lake/event/**/*.parquet")}', hive_partitioning = false))`;
      const source = table.name === "event" ? events : `loaded."${table.name}"`;
      const columns = Object.keys(table.columns).map((name) => `"${name}"`);
      await connection.run(`copy (select ${columns.join(", ")} from ${source}) to '${path}' (${settings})`);
      files.push({ table, path });
    }
    return files;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
