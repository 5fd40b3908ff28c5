import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import type { PoolClient } from "pg";
import type { Table } from "../../schema/table.ts";
import { UserError } from "../../schema/user-error.ts";
import { postgres as dialect } from "../../sql/dialects/postgres.ts";
import type { ServerAddress } from "../address.ts";
import { importDriver } from "../missing-driver.ts";
import type { Loader, Server } from "../server/server.ts";
import { explainPostgresError } from "./postgres-error.ts";
import {
  createPartition,
  createPostgresIndexes,
  createPostgresTable,
  analyzeStatement,
  isPartitioned,
  named,
  partitionName,
} from "./tables.ts";
import { checkVersion, openWire, runOn } from "./wire.ts";

const oldestVersion = 14;

/** How long a loader waits for another one, whose process may just have been killed. */
const lockWaitMs = 15_000;

/** A PostgreSQL server. A load is one transaction: it commits once, after everything it does. */
export async function openPostgres(address: ServerAddress): Promise<Server> {
  const { url, shown } = address;
  const schema = schemaOf(url);
  const wire = await openWire(address);
  return {
    kind: "postgres",
    location: shown,
    dialect,
    schema,
    async hasTables() {
      await wire.alone((client) => checkVersion(client, { oldest: oldestVersion, shown }));
      const found = await wire.query({
        sql: "select to_regclass($1) as name",
        parameters: [named(schema, "tidemark_generation")],
      });
      return found[0]?.["name"] !== null;
    },
    query: wire.query,
    load: (work) =>
      wire.alone(async (client) => {
        await checkVersion(client, { oldest: oldestVersion, shown });
        await takeLock(client, { schema, shown });
        await client.query("begin");
        try {
          const result = await work(loaderOf(client, { schema, shown }));
          await client.query("commit");
          await client.query(analyzeStatement(schema));
          return result;
        } catch (error) {
          await client.query("rollback").catch(() => {});
          throw explainPostgresError(error, shown);
        } finally {
          await client.query("select pg_advisory_unlock_all()").catch(() => {});
        }
      }),
    close: wire.close,
  };
}

/** The schema that an address names with `?schema=`; `tidemark` where it names none. */
export function schemaOf(url: URL): string {
  const given = url.searchParams.get("schema") ?? "tidemark";
  if (/^[a-z_][a-z0-9_]{0,62}$/.test(given)) return given;
  throw new UserError(
    "usage",
    `"${given}" is no name for a schema.`,
    "Use lower-case letters, digits and underscores.",
  );
}

interface Place {
  readonly schema: string;
  readonly shown: string;
}

/** The lock belongs to the connection: a loader that dies loses it as soon as the server notices. */
async function takeLock(client: PoolClient, { schema, shown }: Place): Promise<void> {
  await client.query(`set lock_timeout = ${lockWaitMs}`);
  try {
    await client.query("select pg_advisory_lock(hashtext($1))", [`tidemark ${schema}`]);
  } catch (error) {
    if ((error as { readonly code?: unknown }).code !== "55P03") throw error;
    throw new UserError(
      "conflict",
      `Another load is writing to ${shown}.`,
      "Wait for it to end; pg_stat_activity shows it as an application called tidemark.",
    );
  }
}

function loaderOf(client: PoolClient, { schema }: Place): Loader {
  /** Tables and partitions that were there before this load. */
  const older = new Set<string>();
  const partitions = new Set<string>();
  const makePartitions = async (table: Table, months: readonly string[]): Promise<void> => {
    for (const month of months) {
      const partition = partitionName(table, month);
      if (partition === null || partitions.has(partition)) continue;
      await client.query(createPartition(table, schema, month));
      partitions.add(partition);
    }
  };
  return {
    format: "csv",
    leavesRows: false,
    query: (statement) => runOn(client, statement),
    async createTables(tables) {
      const found = await client.query<{ readonly name: string }>(
        "select tablename as name from pg_tables where schemaname = $1",
        [schema],
      );
      for (const { name } of found.rows) older.add(name);
      await client.query(`create schema if not exists "${schema}"`);
      for (const table of tables) await client.query(createPostgresTable(table, schema));
    },
    async insert(table, { path, months }) {
      await makePartitions(table, months);
      const [month, ...others] = months;
      const partition = month === undefined || others.length > 0 ? null : partitionName(table, month);
      const target = partition ?? table.name;
      // What this transaction made nobody else sees: its rows are written once, as ones that every reader may see, and
      // not again by the first who reads them. A partitioned table itself takes no such rows.
      const isNew = !older.has(target) && (partition !== null || !isPartitioned(table));
      await copyFile(client, { path, into: `${named(schema, target)} (${columnsOf(table)})`, isNew });
    },
    async insertRows(table, rows) {
      const text = JSON.stringify(
        rows.map((row) => Object.fromEntries(Object.keys(table.columns).map((key, i) => [key, row[i]]))),
      );
      const into = named(schema, table.name);
      await client.query(`insert into ${into} select * from json_populate_recordset(null::${into}, $1)`, [text]);
    },
    async remove(table, { column, values }) {
      await client.query(`delete from ${named(schema, table.name)} where "${column}" = any($1::bigint[])`, [values]);
    },
    async createViews(statements) {
      for (const statement of statements) await client.query(statement);
    },
    async index(tables) {
      for (const statement of tables.flatMap((table) => createPostgresIndexes(table, schema)))
        await client.query(statement);
    },
  };
}

function columnsOf({ columns }: Table): string {
  return Object.keys(columns)
    .map((column) => `"${column}"`)
    .join(", ");
}

/** Hand a CSV file on to the server byte by byte. */
async function copyFile(
  client: PoolClient,
  { path, into, isNew }: { readonly path: string; readonly into: string; readonly isNew: boolean },
): Promise<void> {
  const { from } = await importDriver("pg-copy-streams", () => import("pg-copy-streams"));
  const options = `format csv, null '\\N'${isNew ? ", freeze" : ""}`;
  const stream = client.query(from(`copy ${into} from stdin with (${options})`));
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), stream);
}
