import { basename } from "node:path";
import { digestFile, sha256Of } from "../../lake/digest.ts";
import { openStore } from "../../lake/open-store.ts";
import type { Store } from "../../lake/store/store.ts";
import { UserError } from "../../schema/user-error.ts";
import { redshift as dialect } from "../../sql/dialects/redshift.ts";
import type { ServerAddress } from "../address.ts";
import { explainPostgresError } from "../postgres/postgres-error.ts";
import { schemaOf } from "../postgres/postgres.ts";
import { openWire, runOn } from "../postgres/wire.ts";
import type { Loader, Server } from "../server/server.ts";
import { renderManifest } from "./manifest.ts";
import { checkedRole, copyStatement, mergeStatements, stagingStatements } from "./statements.ts";
import { createRedshiftTable } from "./tables.ts";

/**
 * An Amazon Redshift cluster or workgroup, over PostgreSQL's protocol. Rows go to S3 as Parquet and are copied from there
 * by the cluster, under its IAM role; a load is one transaction.
 */
export async function openRedshift(address: ServerAddress, scratchDir: string): Promise<Server> {
  const { url, shown } = address;
  const schema = schemaOf(url);
  const role = checkedRole(url.searchParams.get("role"));
  refuseRegion(url);
  const staging = url.searchParams.get("staging");
  const wire = await openWire(withoutOwnParameters(address));
  return {
    kind: "redshift",
    location: shown,
    dialect,
    schema,
    async hasTables() {
      const found = await wire.query({
        sql: "select count(*) as n from information_schema.tables where table_schema = $1 and table_name = 'tidemark_generation'",
        parameters: [schema],
      });
      return Number(found[0]?.["n"]) > 0;
    },
    query: wire.query,
    load: (work) =>
      wire.alone(async (client) => {
        const store = await openStaging(staging, scratchDir);
        try {
          await client.query("begin");
          const run = async (sql: string) => void (await client.query(sql));
          const loader = redshiftLoader({ run, store, schema, role, query: (statement) => runOn(client, statement) });
          const result = await work(loader);
          await client.query("commit");
          return result;
        } catch (error) {
          await client.query("rollback").catch(() => {});
          throw explainPostgresError(error, shown);
        } finally {
          await store.close();
        }
      }),
    close: wire.close,
  };
}

/** Parameters of the address that are Tidemark's and not the driver's. */
function withoutOwnParameters(address: ServerAddress): ServerAddress {
  const url = new URL(address.url);
  for (const name of ["role", "staging"]) url.searchParams.delete(name);
  return { ...address, url };
}

function refuseRegion(url: URL): void {
  if (!url.searchParams.has("region")) return;
  throw new UserError(
    "config",
    "The address of the Redshift warehouse names a region, but Redshift copies Parquet from a bucket in its own region only.",
    "Leave out &region=… and let staging= name a bucket in the cluster's region.",
  );
}

function openStaging(staging: string | null, scratchDir: string): Promise<Store> {
  if (staging !== null) return openStore({ url: staging, cacheDir: scratchDir });
  throw new UserError(
    "config",
    "The address of the Redshift warehouse names no place on S3 that rows can pass through.",
    "Add &staging=s3://BUCKET/PREFIX; a lifecycle rule of one day may empty it.",
  );
}

/** What the statements of a load go through. */
export interface RedshiftLoaderOptions {
  readonly run: (sql: string) => Promise<void>;
  readonly query: Loader["query"];
  readonly store: Store;
  readonly schema: string;
  readonly role: string;
}

/** A loader whose statements go through `run`; its files are put into `store`, with a manifest each. */
export function redshiftLoader({ run, query, store, schema, role }: RedshiftLoaderOptions): Loader {
  const each = async (statements: readonly string[]): Promise<void> => {
    for (const statement of statements) await run(statement);
  };
  return {
    format: "parquet",
    leavesRows: false,
    query,
    async createTables(tables) {
      await run(`create schema if not exists "${schema}"`);
      for (const table of tables) await run(createRedshiftTable(table, schema));
      // One loader at a time: the lock is held until the transaction ends.
      await run(`lock table "${schema}"."tidemark_generation"`);
    },
    async insert(table, { path }) {
      const digest = await digestFile(path);
      if (digest === null) throw new Error(`The engine reported success without a file at ${path}`);
      const key = `${table.name}/${basename(path, ".tmp")}.parquet`;
      await store.putFileIfAbsent({ key, path, sha256: digest.sha256 });
      const manifest = renderManifest([{ url: `${store.url}/${key}`, bytes: digest.bytes }]);
      const manifestKey = `${table.name}/${basename(path, ".tmp")}-${sha256Of(manifest).slice(0, 16)}.manifest`;
      await store.put(manifestKey, new TextEncoder().encode(manifest));
      await each(stagingStatements(table, schema));
      await run(copyStatement({ table, schema, manifestUrl: `${store.url}/${manifestKey}` }, role));
      await each(mergeStatements(table, schema));
    },
    async insertRows(table, rows) {
      const columns = Object.keys(table.columns)
        .map((name) => `"${name}"`)
        .join(", ");
      for (let i = 0; i < rows.length; i += rowsAtOnce) {
        const values = rows.slice(i, i + rowsAtOnce).map((row) => `(${row.map(cell).join(", ")})`);
        await run(`insert into "${schema}"."${table.name}" (${columns}) values\n${values.join(",\n")}`);
      }
    },
    async remove(table, { column, values }) {
      await run(`delete from "${schema}"."${table.name}" where "${column}" in (${values.map(Number).join(", ")})`);
    },
    // No view was ever made on a cluster, and one that fails would undo the load: `tidemark export marts` writes them out.
    createViews: async () => {},
    index: async () => {},
  };
}

const rowsAtOnce = 500;

function cell(value: string | number): string {
  return typeof value === "number" ? String(value) : `'${value.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
}
