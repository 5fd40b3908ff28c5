import { execFile } from "node:child_process";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { emptyFolder, tidemark } from "../cli/tidemark.ts";
import { clickhousePassword, type Clickhouse, startClickhouse } from "../services/clickhouse.ts";
import { type Postgres, startPostgres } from "../services/postgres.ts";
import { missingS3Programs, type S3Service, startS3 } from "../services/s3.ts";
import { awkwardEvents } from "../warehouse/awkward-data.ts";

// Whole commands against three services: on a busy machine they take their time.
vi.setConfig({ testTimeout: 400_000, hookTimeout: 240_000 });

const missing = missingS3Programs();
const needs = missing.length === 0 ? "" : ` (needs ${missing.join(", ")})`;
const canary = "canary-right-Pa55word";

describe.skipIf(missing.length > 0)(`secrets that are right${needs}`, () => {
  const home = emptyFolder();
  const secrets: string[] = [canary, clickhousePassword];
  let s3: S3Service;
  let postgres: Postgres;
  let clickhouse: Clickhouse;
  let env: Readonly<Record<string, string>>;
  let lake: readonly string[];

  beforeAll(async () => {
    [s3, postgres, clickhouse] = await Promise.all([startS3(), startPostgres(), startClickhouse()]);
    await postgres.client.query(`create role loader login superuser password '${canary}'`);
    const address = new URL(postgres.url);
    address.username = "loader";
    address.password = canary;
    secrets.push(s3.secretKey);
    env = {
      AWS_ACCESS_KEY_ID: s3.accessKey,
      AWS_SECRET_ACCESS_KEY: s3.secretKey,
      AWS_REGION: s3.region,
      TIDEMARK_WAREHOUSE: address.href,
      CLICKHOUSE_PASSWORD: clickhousePassword,
      TIDEMARK_DEBUG: "1",
    };
    lake = ["--lake", `s3://${await s3.makeBucket()}/company`, "--lake-endpoint", s3.endpoint];
    writeFileSync(join(home, "events.csv"), awkwardEvents);
  });
  afterAll(async () => {
    await Promise.all([s3.stop(), postgres.stop(), clickhouse.stop()]);
    rmSync(home, { recursive: true, force: true });
  });

  /** Where a secret of ours stands in `texts`; their names. */
  const toldIn = (texts: Readonly<Record<string, string>>): readonly string[] =>
    Object.entries(texts).flatMap(([name, text]) => (secrets.some((secret) => text.includes(secret)) ? [name] : []));

  /** Run a command, looking at the machine's list of processes all the while. */
  async function watched(args: readonly string[], more: NodeJS.ProcessEnv = {}) {
    let lines = "";
    let isOver = false;
    const watching = (async () => {
      while (!isOver) {
        lines += (await promisify(execFile)("ps", ["-eo", "args"], { maxBuffer: 1 << 26 })).stdout
          .split("\n")
          .filter((line) => line.includes("dist/cli/main.js") || line.includes("postgres"))
          .join("\n");
        await sleep(500);
      }
    })();
    const ended = await tidemark([...args, ...lake, "--dir", "workspace"], { cwd: home, env: { ...env, ...more } });
    isOver = true;
    await watching;
    expect(lines).toContain("dist/cli/main.js");
    const { out, err } = ended;
    expect([args.join(" "), toldIn({ out, err, ps: lines })]).toEqual([args.join(" "), []]);
    return ended;
  }

  function filesBelow(folder: string): Readonly<Record<string, string>> {
    const found = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const paths = found.map((entry) => join(entry.parentPath, entry.name));
    return Object.fromEntries(paths.map((path) => [path, readFileSync(path, "latin1")]));
  }

  test("stand in no answer, no message, no shown SQL, no file and no list of processes", async () => {
    const columns = (csv: string) =>
      (csv.split("\n")[0] ?? "")
        .split(",")
        .map((column) => `${column}=${column}`)
        .join(",");
    const march = ["--from", "2026-03", "--to", "2026-04"];
    const whole: readonly (readonly string[])[] = [
      ["import", "events", "events.csv", "--map", columns(awkwardEvents)],
      ["load"],
      ["query", "mau", "events", ...march, "--format", "json"],
      ["query", "mau", ...march, "--receipt", "--format", "json"],
      ["explain", "mau", ...march],
      ["doctor"],
    ];
    for (const args of whole) {
      const { code, err } = await watched(args);
      expect([args[0], code, err]).toEqual([args[0], 0, err]);
    }
    const server = new URL(await clickhouse.database("secrets"));
    server.password = "";
    const there = { TIDEMARK_WAREHOUSE: server.href };
    expect(await watched(["load"], there)).toMatchObject({ code: 0 });
    expect(await watched(["query", "mau", ...march], there)).toMatchObject({ code: 0 });
    const known = new URL(env["TIDEMARK_WAREHOUSE"] ?? "");
    known.password = "";
    const local = { TIDEMARK_WAREHOUSE: "duckdb:warehouse", PGPASSWORD: canary };
    expect(await watched(["verify", "--against", known.href], local)).toMatchObject({ code: 0 });

    const failing: readonly (readonly [args: readonly string[], env: NodeJS.ProcessEnv, code: number])[] = [
      [["load"], { TIDEMARK_WAREHOUSE: env["TIDEMARK_WAREHOUSE"]?.replace(/\/postgres$/, "/elsewhere") }, 5],
      [["query", "mau"], { TIDEMARK_WAREHOUSE: `${server.href}_elsewhere` }, 5],
      [["load"], { AWS_SECRET_ACCESS_KEY: `${s3.secretKey}x` }, 5],
    ];
    for (const [args, more, expected] of failing) {
      const { code, err } = await watched(args, more);
      expect([args.join(" "), code, err]).toEqual([args.join(" "), expected, err]);
    }
    await postgres.client.query("alter role loader nologin");
    expect(await watched(["query", "mau"])).toMatchObject({ code: 5, out: "" });

    const files = filesBelow(home);
    expect(Object.keys(files).length).toBeGreaterThan(5);
    expect(toldIn(files)).toEqual([]);
    // The look for it finds what is there.
    writeFileSync(join(home, "leak.txt"), `x${canary}x`);
    expect(toldIn(filesBelow(home))).toEqual([join(home, "leak.txt")]);
  });
});
