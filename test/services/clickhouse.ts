import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** A ClickHouse engine behind its HTTP interface: its address for `--warehouse`, and what ends it. */
export interface Clickhouse {
  readonly url: string;
  /** The address of a new, empty database on the same engine. */
  readonly database: (name: string) => Promise<string>;
  readonly stop: () => Promise<void>;
}

/** The password of the test server's user. */
export const clickhousePassword = "clickhouse-test-password";

/** A new engine in a process of its own, over a temporary folder, on a free loopback port. */
export async function startClickhouse(): Promise<Clickhouse> {
  const folder = await mkdtemp(join(tmpdir(), "tidemark-clickhouse-"));
  const program = fileURLToPath(new URL("./clickhouse-server.mjs", import.meta.url));
  const server = spawn(process.execPath, [program, folder, "tidemark", clickhousePassword], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said: string[] = [];
  server.stderr.on("data", (part: Buffer) => said.push(part.toString()));
  const ended = new Promise<void>((resolve) => server.once("exit", () => resolve()));
  const port = await new Promise<string>((resolve, reject) => {
    createInterface({ input: server.stdout }).once("line", resolve);
    server.once("exit", (code) => reject(new Error(`The ClickHouse engine ended with ${code}:\n${said.join("")}`)));
  });
  const at = (name: string) => `clickhouse://tidemark:${clickhousePassword}@127.0.0.1:${port}/${name}`;
  return {
    url: at("default"),
    async database(name) {
      const answer = await fetch(`http://127.0.0.1:${port}/`, {
        method: "POST",
        headers: { "x-clickhouse-user": "tidemark", "x-clickhouse-key": clickhousePassword },
        body: `create database ${name}`,
      });
      if (!answer.ok) throw new Error(await answer.text());
      return at(name);
    },
    async stop() {
      server.kill("SIGKILL");
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
