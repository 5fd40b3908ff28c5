import type { Client, ClientConfig, Pool, PoolClient } from "pg";
import { parseDay, parseInstant } from "../../schema/date.ts";
import { UserError } from "../../schema/user-error.ts";
import type { Statement } from "../../sql/print.ts";
import type { ServerAddress } from "../address.ts";
import { importDriver } from "../missing-driver.ts";
import type { ResultRow } from "../warehouse.ts";
import { explainPostgresError } from "./postgres-error.ts";

/** Connections to a server that speaks PostgreSQL's protocol: one for each question under way, few in all. */
export interface Wire {
  readonly query: (statement: Statement) => Promise<readonly ResultRow[]>;
  /** Run `work` on a connection of its own; what the server is at fault for comes out as a UserError. */
  readonly alone: <T>(work: (client: PoolClient) => Promise<T>) => Promise<T>;
  readonly close: () => Promise<void>;
}

const connectionTimeoutMs = 10_000;
const questionsAtOnce = 4;

/** Packages that this way of talking needs. */
const packages = "pg pg-copy-streams";

/** Connect at the first call. A password comes from the address, PGPASSWORD or the file that PGPASSFILE names. */
export async function openWire({ url, shown }: ServerAddress): Promise<Wire> {
  const { default: driver } = await importDriver(packages, () => import("pg"));
  const pool: Pool = new driver.Pool({ ...connection(url), max: questionsAtOnce });
  // A connection that breaks while nobody uses it is not asked for again; whoever needs one next hears of it.
  pool.on("error", () => {});
  const alone: Wire["alone"] = async (work) => {
    try {
      const client = await pool.connect();
      // A connection that breaks says so twice: to whoever waits for an answer, which is heard, and as an event.
      const heard = (): void => {};
      client.on("error", heard);
      let broken = true;
      try {
        const result = await work(client);
        broken = false;
        return result;
      } finally {
        client.release(broken);
        if (!broken) client.removeListener("error", heard);
      }
    } catch (error) {
      throw explainPostgresError(error, shown);
    }
  };
  return { alone, query: (statement) => alone((client) => runOn(client, statement)), close: () => pool.end() };
}

function connection(url: URL): ClientConfig {
  const plain = new URL(url);
  plain.protocol = "postgres:";
  plain.searchParams.delete("schema");
  return {
    connectionString: plain.href,
    connectionTimeoutMillis: connectionTimeoutMs,
    application_name: `tidemark ${process.pid}`,
    keepAlive: true,
  };
}

/** Run a statement; values as `ResultRow` says. */
export async function runOn(
  client: Pick<Client, "query">,
  { sql, parameters }: Statement,
): Promise<readonly ResultRow[]> {
  const result = await client.query({
    text: sql,
    values: [...parameters],
    types: { getTypeParser: (oid: number) => (text: string) => parsed(text, oid) },
  });
  return result.rows as ResultRow[];
}

const oids = { bigint: 20, smallint: 21, integer: 23, date: 1082, timestamp: 1114 };

function parsed(text: string, oid: number): string | number | null {
  if (oid === oids.bigint || oid === oids.integer || oid === oids.smallint) return safe(text);
  if (oid === oids.date) return parseDay(text);
  return oid === oids.timestamp ? (parseInstant(text)?.localMicros ?? null) : text;
}

function safe(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number)) throw new Error(`A query returned ${text}, which lies beyond 2^53`);
  return number;
}

/** The major version of a PostgreSQL server; UserError `config` where it is older than `oldest`. */
export async function checkVersion(
  client: PoolClient,
  { oldest, shown }: { readonly oldest: number; readonly shown: string },
): Promise<void> {
  const result = await client.query<{ readonly server_version_num: string }>("show server_version_num");
  const version = Math.floor(Number(result.rows[0]?.server_version_num) / 10_000);
  if (version >= oldest) return;
  throw new UserError("config", `${shown} runs PostgreSQL ${version}.`, `Tidemark needs ${oldest} or later.`);
}
