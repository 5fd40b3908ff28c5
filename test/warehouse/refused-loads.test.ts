import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { createServer as createHttp, type RequestListener } from "node:http";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { readWarehouseAddress } from "../../src/warehouse/address.ts";
import { openWorkspace } from "../../src/workspace/open.ts";
import { type Postgres, startPostgres } from "../services/postgres.ts";
import { makePlace, type Place } from "../workspace/place.ts";

// Whole loads over a network: on a busy machine they take their time.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const canary = "canary-Pa55word";
let place: Place;
beforeAll(async () => {
  place = await makePlace();
  await place.events(
    "user_id,event_name,occurred_at\nann,editor_opened,2026-01-05T10:00:00Z\n",
    "2026-01-06T00:00:00Z",
  );
  await place.load();
});
afterAll(() => place.clear());

/** Load the place into the warehouse at `address`; what it fails with, which never tells a password. */
async function refusalOf(address: string): Promise<unknown> {
  const warehouse = await place.ws.warehouseAt(readWarehouseAddress(address));
  try {
    const loading = { lake: await place.ws.lake(), settings: place.ws.settings };
    const error: unknown = await warehouse.load(loading).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(JSON.stringify(error) + String(error)).not.toContain(canary);
    return error;
  } finally {
    await warehouse.close();
  }
}

async function listening(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const bound = server.address();
  if (typeof bound !== "object" || bound === null) throw new Error("A listening server has a port.");
  return bound.port;
}

/** A server that speaks as much of PostgreSQL's protocol as it takes to say which version it is. */
function oldPostgres(version: string): Server {
  const message = (type: string, body: Buffer): Buffer => {
    const length = Buffer.alloc(4);
    length.writeInt32BE(body.length + 4);
    return Buffer.concat([Buffer.from(type), length, body]);
  };
  const ready = message("Z", Buffer.from("I"));
  const column = Buffer.from(`\0\x01server_version_num\0${"\0".repeat(9)}\x19\xff\xff\xff\xff\xff\xff\0\0`, "latin1");
  const length = Buffer.from([0, 0, 0, version.length]);
  const row = Buffer.concat([Buffer.from([0, 1]), length, Buffer.from(version)]);
  const shown = [message("T", column), message("D", row), message("C", Buffer.from("SHOW\0")), ready];
  return createServer((socket) => {
    socket.once("data", () => {
      socket.write(Buffer.concat([message("R", Buffer.alloc(4)), ready]));
      socket.on("data", (sent) => void (sent[0] === 0x51 ? socket.write(Buffer.concat(shown)) : socket.end()));
    });
  });
}

test("a PostgreSQL that is too old says which one it is and which one is needed", async () => {
  const old = oldPostgres("120005");
  const port = await listening(old);
  expect(await refusalOf(`postgres://ann:${canary}@127.0.0.1:${port}/db`)).toMatchObject({
    code: "config",
    message: `postgres://127.0.0.1:${port}/db runs PostgreSQL 12.`,
    hint: "Tidemark needs 14 or later.",
  });
  old.close();
});

describe("on a PostgreSQL", () => {
  let postgres: Postgres;
  let small: string | null = null;
  const mountsHere = process.getuid?.() === 0 && process.platform === "linux" && !process.env["PG_TEST_URL"];
  const as = (user: string): string => {
    const url = new URL(postgres.url);
    url.username = user;
    url.password = canary;
    return url.href;
  };
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(async () => {
    await postgres.stop();
    if (small === null) return;
    execFileSync("umount", [small]);
    await rm(small, { recursive: true });
  });

  test("a user who may not make a schema is told what to grant, and nothing is there", async () => {
    await postgres.client.query(`create role nobody_yet login password '${canary}'`);
    expect(await refusalOf(as("nobody_yet"))).toMatchObject({
      code: "unreachable",
      message: expect.stringContaining("does not let this user do that"),
      hint: expect.stringContaining("Grant it create on the database"),
    });
    const { rows } = await postgres.client.query("select 1 from pg_namespace where nspname = 'tidemark'");
    expect(rows).toEqual([]);
    await postgres.client.query("grant create on database postgres to nobody_yet");
    expect(await refusalOf(`${as("nobody_yet")}?schema=granted`)).toBeNull();
  });

  test.skipIf(!mountsHere)(
    "a full disk undoes the load; with room, the next one completes it (mounts a tmpfs)",
    async () => {
      small = await mkdtemp(join(tmpdir(), "tidemark-small-"));
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k,mode=1777", "tmpfs", small]);
      await chmod(small, 0o777);
      const owned = join(small, "space");
      const { rows } = await postgres.client.query<{ readonly pid: number }>("select pg_backend_pid() as pid");
      const owner = execFileSync("stat", ["-c", "%u:%g", `/proc/${rows[0]?.pid}`])
        .toString()
        .trim();
      execFileSync("install", ["-d", "-m", "700", owned]);
      execFileSync("chown", [owner, owned]);
      await postgres.client.query(`create tablespace small location '${owned}'`);
      await postgres.client.query(`create role cramped login superuser password '${canary}'`);
      await postgres.client.query("alter role cramped set default_tablespace = 'small'");
      const address = `${as("cramped")}?schema=cramped`;
      expect(await refusalOf(address)).toMatchObject({
        code: "unreachable",
        message: expect.stringMatching(/has no room left \(53\d00\)/),
        hint: "Nothing of this load counts. Make room and load again.",
      });
      const left = await postgres.client.query("select 1 from pg_namespace where nspname = 'cramped'");
      expect(left.rows).toEqual([]);
      await postgres.client.query("alter role cramped reset default_tablespace");
      expect(await refusalOf(address)).toBeNull();
    },
  );
});

/** An HTTP server that answers everything alike. */
async function answering(answer: RequestListener): Promise<{ readonly port: number; readonly stop: () => void }> {
  const server = createHttp(answer);
  return { port: await listening(server), stop: () => server.close() };
}

test.each([
  ["497", "ann: Not enough privileges", /does not let this user do that/],
  ["243", "Cannot reserve 1.00 MiB, not enough space", /has no room left \(243\)/],
  ["75", "Cannot write to file: , errno: 28, strerror: No space left on device", /has no room left \(75\)/],
])("a ClickHouse that answers with code %s is told in a line and a hint", async (code, said, message) => {
  const version = JSON.stringify({ meta: [{ name: "version", type: "String" }], data: [["25.3.1"]], rows: 1 });
  const { port, stop } = await answering((request, response) => {
    let asked = "";
    request.on("data", (part) => (asked += String(part)));
    request.on("end", () => {
      if (asked.includes("select version()")) return void response.end(version);
      response.writeHead(500, { "x-clickhouse-exception-code": code });
      response.end(`Code: ${code}. DB::Exception: ${said}. (WHY)`);
    });
  });
  expect(await refusalOf(`clickhouse://ann:${canary}@127.0.0.1:${port}/default`)).toMatchObject({
    code: "unreachable",
    message: expect.stringMatching(message),
    hint: expect.stringMatching(/./),
  });
  stop();
});

test.each([
  [301, "PermanentRedirect", ""],
  [400, "AuthorizationHeaderMalformed", "<Region>eu-west-1</Region>"],
])("a bucket in another region (%i %s) is told by the region that it is in", async (status, code, region) => {
  const body = `<?xml version="1.0"?><Error><Code>${code}</Code><Message>the region is wrong; expecting 'eu-west-1'</Message>${region}</Error>`;
  const { port, stop } = await answering((_, response) => {
    response.writeHead(status, { "content-type": "application/xml" });
    response.end(body);
  });
  vi.stubEnv("AWS_ACCESS_KEY_ID", "ann");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", canary);
  vi.stubEnv("AWS_REGION", "us-east-1");
  const ws = await openWorkspace({
    dir: place.ws.dir,
    lake: "s3://elsewhere/lake",
    lakeEndpoint: `http://127.0.0.1:${port}`,
  });
  try {
    const error: unknown = await (await ws.lake()).snapshot().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: "unreachable",
      message: expect.stringContaining(`lies in another region: eu-west-1 (${code})`),
    });
    expect(JSON.stringify(error) + String(error)).not.toContain(canary);
  } finally {
    await ws.close();
    vi.unstubAllEnvs();
    stop();
  }
});
