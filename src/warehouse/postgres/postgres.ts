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
import { createPartition, createPostgresIndexes, createPostgresTable, named } from "./tables.ts";
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
          await client.query(
            `analyze ${named(schema, "event")}, ${named(schema, "user_day")}, ${named(schema, "tidemark_chunk")}`,
          );
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
  const partitions = new Set<string>();
  return {
    format: "csv",
    leavesRows: false,
    query: (statement) => runOn(client, statement),
    async createTables(tables) {
      await client.query(`create schema if not exists "${schema}"`);
      for (const table of tables) await client.query(createPostgresTable(table, schema));
    },
    async insert(table, { path, months }) {
      for (const month of months) {
        const statement = createPartition(table, schema, month);
        if (statement === null || partitions.has(statement)) continue;
        await client.query(statement);
        partitions.add(statement);
      }
      await copyFile(client, { path, into: `${named(schema, table.name)} (${columnsOf(table)})` });
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
  { path, into }: { readonly path: string; readonly into: string },
): Promise<void> {
  const { from } = await importDriver("pg-copy-streams", () => import("pg-copy-streams"));
  const stream = client.query(from(`copy ${into} from stdin with (format csv, null '\\N')`));
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), stream);
}
