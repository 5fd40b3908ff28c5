import { UserError } from "../../schema/user-error.ts";
import { clickhouse as dialect } from "../../sql/dialects/clickhouse.ts";
import type { ServerAddress } from "../address.ts";
import type { Loader, Server } from "../server/server.ts";
import { type Http, openHttp } from "./http.ts";
import { takeLock } from "./lock.ts";
import { createClickhouseTable } from "./tables.ts";

const oldestVersion = 24;

/**
 * A ClickHouse server, through its HTTP interface. It has no transaction over several tables: rows are sent first, under
 * chunk numbers that nobody names yet, and the one row of `tidemark_generation` last.
 */
export async function openClickhouse(address: ServerAddress): Promise<Server> {
  const { url, shown } = address;
  const database = databaseOf(url);
  const http = await openHttp(address, database);
  return {
    kind: "clickhouse",
    location: shown,
    dialect,
    schema: database,
    async hasTables() {
      await checkVersion(http, shown);
      const found = await http.query({
        sql: "select name from system.tables where database = {p1:String} and name = 'tidemark_generation'",
        parameters: [database],
      });
      return found.length > 0;
    },
    query: http.query,
    async load(work) {
      await checkVersion(http, shown);
      const release = await takeLock(http, { database, shown });
      try {
        return await work(loaderOf(http, database));
      } finally {
        await release();
      }
    },
    close: http.close,
  };
}

function databaseOf(url: URL): string {
  const given = decodeURIComponent(url.pathname.replace(/^\//, ""));
  if (given === "") return "default";
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(given)) return given;
  throw new UserError("usage", `"${given}" is no name for a database.`, "Use letters, digits and underscores.");
}

async function checkVersion(http: Http, shown: string): Promise<void> {
  const [row] = await http.query({ sql: "select version() as version", parameters: [] });
  const version = String(row?.["version"]);
  if (Number.parseInt(version, 10) >= oldestVersion) return;
  throw new UserError("config", `${shown} runs ClickHouse ${version}.`, `Tidemark needs ${oldestVersion}.8 or later.`);
}

function loaderOf(http: Http, database: string): Loader {
  const named = (table: string) => `"${database}"."${table}"`;
  return {
    format: "parquet",
    leavesRows: true,
    query: http.query,
    async createTables(tables) {
      for (const table of tables) await http.execute({ sql: createClickhouseTable(table, database), parameters: [] });
    },
    insert: (table, { path }) => http.insertFile(named(table.name), path),
    insertRows: (table, rows) => http.insertRows(named(table.name), Object.keys(table.columns), rows),
    async remove(table, { column, values }) {
      const list = values.map(Number).join(", ");
      await http.execute({
        sql: `alter table ${named(table.name)} delete where "${column}" in (${list})`,
        parameters: [],
      });
    },
    async createViews(statements) {
      for (const sql of statements) await http.execute({ sql, parameters: [] });
    },
    index: async () => {},
  };
}
