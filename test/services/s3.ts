import { randomBytes, randomUUID } from "node:crypto";
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { accessSync, constants, openSync, closeSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import type { Writable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { gatewayConfig } from "./s3-config.ts";

/** A real S3 for tests: a Ceph object gateway on loopback that holds everything in memory. */
export interface S3Service {
  /** e.g. `http://127.0.0.1:41234`. */
  readonly endpoint: string;
  readonly region: string;
  readonly accessKey: string;
  readonly secretKey: string;
  /** A client with the service's credentials. */
  readonly client: S3Client;
  /** Make a new empty bucket; its name. */
  readonly makeBucket: () => Promise<string>;
  /** End the daemons and remove their folder. */
  readonly stop: () => Promise<void>;
}

const programs = ["ceph", "ceph-mon", "ceph-osd", "monmaptool", "radosgw", "radosgw-admin"];
const run = promisify(execFile);
const region = "us-east-1";

/** The programs `startS3` needs that are not on the PATH; Debian: ceph-mon ceph-osd radosgw ceph-common. */
export function missingS3Programs(): readonly string[] {
  return programs.filter((program) => pathOf(program) === null);
}

/** Start a service of one's own. A port may be taken between finding it free and using it, hence three tries. */
export async function startS3(): Promise<S3Service> {
  const missing = missingS3Programs();
  if (missing.length > 0) throw new Error(`No S3 for tests without ${missing.join(", ")}.`);
  const failures: unknown[] = [];
  for (let attempt = 1; attempt <= 3; attempt++) {
    const cluster = await prepare();
    try {
      return await start(cluster);
    } catch (error) {
      failures.push(error);
      await cluster.stop();
    }
  }
  throw new AggregateError(failures, "The S3 for tests did not start in three tries.");
}

interface Cluster {
  readonly folder: string;
  readonly config: string;
  readonly fsid: string;
  readonly ports: { readonly monitor: number; readonly gateway: number };
  /** Start a daemon that ends with this process. */
  readonly daemon: (name: string, args: readonly string[]) => void;
  /** Run a program of the cluster to its end. */
  readonly tool: (program: string, args: readonly string[]) => Promise<string>;
  /** Ask until the answer is yes; fails where a daemon has died or 30 s have passed. */
  readonly until: (what: string, ask: () => Promise<boolean>) => Promise<void>;
  readonly stop: () => Promise<void>;
}

async function prepare(): Promise<Cluster> {
  const folder = await mkdtemp(join(tmpdir(), "tidemark-s3-"));
  const config = join(folder, "ceph.conf");
  const fsid = randomUUID();
  const [monitor = 0, gateway = 0] = await freePorts(2);
  const ports = { monitor, gateway };
  for (const name of ["run", "log", "mon", "osd", "rgw"]) await mkdir(join(folder, name));
  await writeFile(join(folder, "keyring"), "");
  await writeFile(config, gatewayConfig({ folder, fsid, ...ports }));

  const daemons = new Map<string, ChildProcess>();

  const tool = async (program: string, args: readonly string[]): Promise<string> => {
    const { stdout } = await run(program, [...args], { env: { ...process.env, CEPH_CONF: config }, timeout: 30_000 });
    return stdout;
  };
  const until = async (what: string, ask: () => Promise<boolean>): Promise<void> => {
    const deadline = Date.now() + 30_000;
    while (!(await ask().catch(() => false))) {
      for (const [name, daemon] of daemons) {
        if (daemon.exitCode !== null)
          throw new Error(`${name} ended: ${(await readFile(join(folder, "log", `${name}.out`), "utf8")).slice(-500)}`);
      }
      if (Date.now() > deadline) throw new Error(`No ${what} within 30 s.`);
      await sleep(50);
    }
  };
  return {
    folder,
    config,
    fsid,
    ports,
    tool,
    until,
    daemon: (name, args) => daemons.set(name, spawnDaemon(join(folder, "log", `${name}.out`), args)),
    stop: async () => {
      await Promise.all([...daemons.values()].map(ended));
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function start(cluster: Cluster): Promise<S3Service> {
  const { folder, config, fsid, ports, daemon, tool, until } = cluster;
  const ceph = (...args: string[]): Promise<string> => tool("ceph", ["-c", config, "--connect-timeout", "2", ...args]);

  const monmap = join(folder, "monmap");
  await tool("monmaptool", ["--create", "--fsid", fsid, "--addv", "a", `[v1:127.0.0.1:${ports.monitor}]`, monmap]);
  await tool("ceph-mon", ["-i", "a", "-c", config, "--mkfs", "--monmap", monmap]);
  daemon("mon", ["ceph-mon", "-i", "a", "-c", config, "-f"]);
  await until("monitor", () => ceph("osd", "stat").then(() => true));

  const osd = randomUUID();
  await ceph("osd", "new", osd);
  // Before the OSD starts: left to place itself, it asks for the monitor's map too early now and then, and gives up.
  await ceph("osd", "crush", "add", "osd.0", "1.0", "root=default", "host=localhost");
  await tool("ceph-osd", ["-i", "0", "-c", config, "--mkfs", "--osd-uuid", osd]);
  daemon("osd", ["ceph-osd", "-i", "0", "-c", config, "-f"]);
  await until("object daemon", async () => (await ceph("osd", "stat")).includes("1 up"));

  const endpoint = `http://127.0.0.1:${ports.gateway}`;
  daemon("rgw", ["radosgw", "-n", "client.rgw", "-c", config, "-f"]);
  await until("gateway", () => fetch(endpoint).then(() => true));

  const accessKey = `TEST${randomBytes(8).toString("hex").toUpperCase()}`;
  const secretKey = randomBytes(20).toString("hex");
  const user = ["--uid", "test", "--display-name", "test", "--access-key", accessKey, "--secret-key", secretKey];
  await tool("radosgw-admin", ["-n", "client.rgw", "-c", config, "user", "create", ...user]);

  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
  const client = new S3Client({
    endpoint,
    region,
    forcePathStyle: true,
    credentials: { accessKeyId: accessKey, secretAccessKey: secretKey },
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
  });
  return {
    endpoint,
    region,
    accessKey,
    secretKey,
    client,
    makeBucket: async () => {
      const bucket = `lake-${randomUUID()}`;
      await client.send(new CreateBucketCommand({ Bucket: bucket }));
      return bucket;
    },
    stop: async () => {
      client.destroy();
      await cluster.stop();
    },
  };
}

/** Runs a daemon until it ends by itself, or until the other end of file descriptor 3 is closed. */
const guard = `
"$@" 3<&- & daemon=$!
(read -r _ <&3; kill -9 $daemon) & guard=$!
wait $daemon; code=$?
kill $guard
exit $code`;

/** The kernel closes our end of the guard's pipe when this process ends, however it ends. */
function spawnDaemon(output: string, args: readonly string[]): ChildProcess {
  const log = openSync(output, "a");
  const daemon = spawn("sh", ["-c", guard, "sh", ...args], { stdio: ["ignore", log, log, "pipe"], detached: true });
  closeSync(log);
  return daemon;
}

async function ended(daemon: ChildProcess): Promise<void> {
  if (daemon.exitCode !== null || daemon.signalCode !== null) return;
  await new Promise<void>((resolve) => {
    daemon.once("exit", () => resolve());
    (daemon.stdio[3] as Writable).destroy();
  });
}

/** Ports that were free at the same moment. */
async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  });
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

function pathOf(program: string): string | null {
  for (const folder of (process.env["PATH"] ?? "").split(delimiter)) {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return join(folder, program);
    } catch {
      continue;
    }
  }
  return null;
}
