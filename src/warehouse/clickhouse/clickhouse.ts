import { UserError } from "../../schema/user-error.ts";
import { clickhouse as dialect } from "../../sql/dialects/clickhouse.ts";
import type { ServerAddress } from "../address.ts";
import type { Loader, Server } from "../server/server.ts";
import { type Http, openHttp } from "./http.ts";
import { insertLakeFileStatement, sha256Statement } from "./lake-file.ts";
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
  const collection = collectionOf(url);
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
        return await work(loaderOf(http, { database, shown, collection }));
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

/** The named collection under which the server reads the lake by itself; null where it is sent the files. */
function collectionOf(url: URL): string | null {
  const given = url.searchParams.get("lake");
  if (given === null || /^[A-Za-z_][A-Za-z0-9_]*$/.test(given)) return given;
  throw new UserError(
    "usage",
    `"${given}" is no name for a named collection.`,
    "lake= names a collection of the server that holds the lake's url and the credentials to read it.",
  );
}

interface Place {
  readonly database: string;
  readonly shown: string;
  readonly collection: string | null;
}

function loaderOf(http: Http, { database, shown, collection }: Place): Loader {
  const named = (table: string) => `"${database}"."${table}"`;
  return {
    format: "parquet",
    leavesRows: true,
    query: http.query,
    async createTables(tables) {
      for (const table of tables) await http.execute({ sql: createClickhouseTable(table, database), parameters: [] });
    },
    insert: (table, { path }) => http.insertFile(named(table.name), path),
    async insertLakeFile(table, file, chunk) {
      const target = { table, database, chunk };
      if (collection === null) {
        const sql = insertLakeFileStatement({ kind: "body" }, file, target);
        return http.executeWithFile(sql, await file.localPath());
      }
      const [read] = await http.query({ sql: sha256Statement(collection, file.path), parameters: [] });
      if (read?.["sha256"] !== file.sha256) {
        throw new UserError(
          "integrity",
          `${shown} reads other bytes at ${file.path} than the lake's log names.`,
          `The url of its named collection "${collection}" must be this lake's; nothing of this load counts.`,
        );
      }
      await http.execute({
        sql: insertLakeFileStatement({ kind: "s3", collection }, file, target),
        parameters: [],
      });
    },
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
