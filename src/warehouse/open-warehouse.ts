import { resolve } from "node:path";
import type { Lake } from "../lake/lake.ts";
import type { ServerAddress, WarehouseAddress } from "./address.ts";
import type { Server } from "./server/server.ts";
import type { Warehouse } from "./warehouse.ts";

/** What a warehouse may need of the workspace it belongs to. */
export interface OpenWarehouseOptions {
  /** Relative folders are below it. */
  readonly dir: string;
  /** Where the local DuckDB generations are that a server is filled from. */
  readonly localFolder: string;
  readonly scratchDir: string;
  readonly lake: () => Promise<Lake>;
}

/** The warehouse at `address`. No engine is started and nothing is connected to before it is needed. */
export async function openWarehouse(address: WarehouseAddress, options: OpenWarehouseOptions): Promise<Warehouse> {
  const { dir, localFolder, scratchDir, lake } = options;
  if (address.kind === "duckdb") {
    const { openDuckdbWarehouse } = await import("./duckdb/duckdb.ts");
    return openDuckdbWarehouse(resolve(dir, address.folder), lake);
  }
  const { openServerWarehouse } = await import("./server/server-warehouse.ts");
  return openServerWarehouse({
    connect: () => connect(address, scratchDir),
    kind: address.kind,
    location: address.shown,
    localFolder,
    scratchDir,
  });
}

async function connect(address: ServerAddress, scratchDir: string): Promise<Server> {
  switch (address.kind) {
    case "postgres":
      return (await import("./postgres/postgres.ts")).openPostgres(address);
    case "clickhouse":
      return (await import("./clickhouse/clickhouse.ts")).openClickhouse(address);
    case "redshift":
      return (await import("./redshift/redshift.ts")).openRedshift(address, scratchDir);
  }
}
