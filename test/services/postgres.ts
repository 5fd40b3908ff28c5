import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EmbeddedPostgres } from "../engines/embedded-postgres.ts";
import { Client } from "../engines/pg.ts";
import { freePort } from "./free-port.ts";

/** A PostgreSQL with an empty database: its connection string, a connected client, and what ends it. */
export interface Postgres {
  readonly url: string;
  readonly client: Client;
  readonly stop: () => Promise<void>;
}

/**
 * A new PostgreSQL server in a temporary folder, on a free loopback port, UTF-8 and byte order, without syncing to disk.
 * With `PG_TEST_URL` in the environment, a database of its own on that server instead, dropped by `stop()`.
 */
export async function startPostgres(): Promise<Postgres> {
  const given = process.env["PG_TEST_URL"];
  return given === undefined ? startEmbedded() : createDatabase(given);
}

async function startEmbedded(): Promise<Postgres> {
  const folder = await mkdtemp(join(tmpdir(), "tidemark-postgres-"));
  // Under root the server runs as another user, who has to reach its own data folder.
  await chmod(folder, 0o755);
  const port = await freePort();
  const log: string[] = [];
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, "data"),
    port,
    user: "postgres",
    password: "postgres",
    persistent: false,
    // PostgreSQL refuses to run as root; the package then starts it as a user that it creates.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ["--no-sync", "--encoding=UTF8", "--locale=C"],
    postgresFlags: ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"],
    onLog: (message) => log.push(message),
    onError: (message) => log.push(String(message)),
  });
  try {
    await server.initialise();
    await server.start();
  } catch (error) {
    throw new Error(`PostgreSQL did not start:\n${log.join("\n")}`, { cause: error });
  }
  const url = `postgres://postgres:postgres@127.0.0.1:${port}/postgres`;
  const client = await connect(url);
  const stop = async (): Promise<void> => {
    await client.end();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
  return { url, client, stop };
}

async function createDatabase(serverUrl: string): Promise<Postgres> {
  const admin = await connect(serverUrl);
  const name = `tidemark_test_${process.pid}_${await freePort()}`;
  await admin.query(`create database ${name} encoding 'UTF8' lc_collate 'C' lc_ctype 'C' template template0`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const client = await connect(url.href);
  const stop = async (): Promise<void> => {
    await client.end();
    await admin.query(`drop database ${name}`);
    await admin.end();
  };
  return { url: url.href, client, stop };
}

async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  await client.connect();
  return client;
}
