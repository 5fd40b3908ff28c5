import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { CommitRecord } from "../../src/lake/lake.ts";
import { emptyFolder, tidemark } from "../cli/tidemark.ts";
import { startFlakyGateway } from "../lake/flaky-gateway.ts";
import { missingS3Programs, type S3Service, startS3 } from "../services/s3.ts";

// Whole commands, one after another: on a busy machine they take their time.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const missing = missingS3Programs();
const needs = missing.length === 0 ? "" : ` (needs ${missing.join(", ")})`;
const plan = ["--users", "200", "--from", "2025-12-01", "--to", "2026-02-10", "--seed", "7"];
const firstCommit = "_log/00000000000000000001.json";
const home = emptyFolder();

describe.skipIf(missing.length > 0)(`a lake on S3, from the command line${needs}`, () => {
  let s3: S3Service;
  let bucket = "";
  beforeAll(async () => {
    s3 = await startS3();
    bucket = await s3.makeBucket();
  });
  afterAll(async () => {
    await s3.stop();
    await rm(home, { recursive: true, force: true });
  });

  const credentials = () => ({
    AWS_ACCESS_KEY_ID: s3.accessKey,
    AWS_SECRET_ACCESS_KEY: s3.secretKey,
    AWS_REGION: s3.region,
  });
  const onS3 = (prefix: string, place = bucket) => [
    "--lake",
    `s3://${place}/${prefix}`,
    "--lake-endpoint",
    s3.endpoint,
  ];
  const run = (args: readonly string[], env: NodeJS.ProcessEnv = credentials()) => tidemark(args, { cwd: home, env });
  const object = async (key: string): Promise<Uint8Array> => {
    const { Body } = await s3.client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return (await Body?.transformToByteArray()) ?? new Uint8Array();
  };
  const hashes = (commit: Uint8Array) =>
    (JSON.parse(Buffer.from(commit).toString()) as CommitRecord).add
      .map(({ path, sha256 }) => `${path.replace(/simulate-[0-9a-f]+/, "batch")} ${sha256}`)
      .toSorted();

  /** The encodings of the data pages of a Parquet file. */
  async function encodings(bytes: Uint8Array): Promise<string> {
    const path = join(home, "object.parquet");
    await writeFile(path, bytes);
    const instance = await DuckDBInstance.create();
    const connection = await instance.connect();
    const reader = await connection.runAndReadAll(
      `select string_agg(distinct encodings, ' ' order by encodings) from parquet_metadata('${path}')`,
    );
    connection.closeSync();
    instance.closeSync();
    return String(reader.getRows()[0]?.[0]);
  }

  test("the demo answers the same as on a local disk, and writes what Redshift can read", async () => {
    const local = await run(["demo", "--exit", "--format", "json", "--dir", "local", ...plan]);
    const remote = await run(["demo", "--exit", "--format", "json", "--dir", "remote", ...plan, ...onS3("demo")]);
    expect([local.code, remote.code]).toEqual([0, 0]);
    const kpis = (out: string) => (JSON.parse(out) as { readonly kpis: readonly unknown[] }).kpis;
    expect(kpis(remote.out)).toEqual(kpis(local.out));
    expect(kpis(remote.out)).toHaveLength(10);
    const question = ["query", "active_users", "events", "gross_arr", "--grain", "week", "--by", "platform"];
    const answers = await Promise.all(
      ["local", "remote"].map((dir) => run([...question, "--format", "csv", "--dir", dir])),
    );
    expect(answers[0]?.out.split("\n").length).toBeGreaterThan(20);
    expect(answers[1]?.out).toBe(answers[0]?.out);

    // A question that only events answer fetches the month it is about, of three.
    await rm(join(home, "remote/cache"), { recursive: true });
    const hours = [
      "query",
      "events",
      "--grain",
      "hour",
      "--from",
      "2026-01-10",
      "--to",
      "2026-01-12",
      "--format",
      "csv",
    ];
    const [here, there] = await Promise.all(["local", "remote"].map((dir) => run([...hours, "--dir", dir])));
    expect(there?.out.split("\n").length).toBeGreaterThan(20);
    expect(there?.out).toBe(here?.out);
    const cached = await readdir(join(home, "remote/cache"), { recursive: true });
    expect(cached.filter((name) => name.endsWith(".parquet"))).toHaveLength(1);

    const commit = JSON.parse(Buffer.from(await object(`demo/${firstCommit}`)).toString()) as CommitRecord;
    const events = commit.add.find(({ table }) => table === "event")?.path ?? "";
    const newer = /DELTA_BINARY_PACKED|DELTA_LENGTH_BYTE_ARRAY|BYTE_STREAM_SPLIT/;
    expect(await encodings(await object(`demo/${events}`))).not.toMatch(newer);
    const localFolder = join(home, "local/demo-2025-12-01-2026-02-10-200-7/lake");
    const localCommit = JSON.parse(await readFile(join(localFolder, firstCommit), "utf8")) as CommitRecord;
    const localEvents = localCommit.add.find(({ table }) => table === "event")?.path ?? "";
    expect(await encodings(await readFile(join(localFolder, localEvents)))).toMatch(newer);
  });

  test("the same encoding gives the same bytes on S3 and on a local disk", async () => {
    const commits: Uint8Array[] = [];
    for (const [name, flags] of [
      ["disk", []],
      ["cloud", onS3("equal")],
    ] as const) {
      const dir = join(home, name);
      expect((await run(["init", "--dir", dir])).code).toBe(0);
      const config = join(dir, "tidemark.yaml");
      await writeFile(config, `${await readFile(config, "utf8")}\nlake:\n  encoding: v2\n`);
      expect(await run(["simulate", "--dir", dir, ...plan, ...flags])).toMatchObject({ code: 0 });
      commits.push(
        name === "disk" ? await readFile(join(dir, "lake", firstCommit)) : await object(`equal/${firstCommit}`),
      );
    }
    const [disk = [], cloud] = commits.map(hashes);
    expect(disk.length).toBeGreaterThan(5);
    expect(cloud).toEqual(disk);
  });

  test.each([
    ["a wrong secret", { AWS_SECRET_ACCESS_KEY: "canary-secret-of-nobody" }],
    ["a key that nobody has", { AWS_ACCESS_KEY_ID: "CANARYKEYOFNOBODY", AWS_SECRET_ACCESS_KEY: "canary-secret" }],
  ])("%s is refused by the real gateway: one line, the way out, exit 5, and no secret", async (_what, wrong) => {
    for (const command of [["simulate", ...plan, "--quiet"], ["load"]]) {
      const { code, out, err } = await run([...command, ...onS3("demo"), "--dir", "wrong"], {
        ...credentials(),
        ...wrong,
      });
      expect([command[0], out, err]).toEqual([command[0], "", expect.stringMatching(/^error: .+\nhint: .+\n$/)]);
      expect(code).toBe(5);
      expect(err.toLowerCase()).not.toContain("canary");
      expect(err).not.toContain(s3.secretKey);
    }
  });

  test("what lies below a prefix is imported, and a refresh fetches only objects that are new or have changed", async () => {
    const put = (name: string, user: string) => {
      const Body = `user,event,at\n${user},editor_opened,2026-01-01\n`;
      return s3.client.send(new PutObjectCommand({ Bucket: bucket, Key: `exports/${name}`, Body }));
    };
    await put("2026/01.csv", "ada");
    await put("2026/02.csv", "ben");
    await put("readme.md", "no data");
    const fetched: string[] = [];
    const line = await startFlakyGateway(s3.endpoint, ({ method, url = "" }) => {
      const path = url.split("?")[0] ?? "";
      if (method === "GET" && path.endsWith(".csv")) fetched.push(path.slice(path.lastIndexOf("/") + 1));
      return "none";
    });
    const map = ["--map", "user_id=user,event_name=event,occurred_at=at", "--dir", "exports", "--format", "json"];
    const place = `s3://${bucket}/exports`;
    const at = ["--lake-endpoint", line.endpoint, "--lake", join(home, "exports-lake")];
    const refreshed = async () => {
      fetched.length = 0;
      const ended = await run(["refresh", place, ...map, ...at]);
      expect(ended).toMatchObject({ code: 0 });
      return [(JSON.parse(ended.out) as { files: { outcome: string }[] }).files.map(({ outcome }) => outcome), fetched];
    };
    try {
      const imported = await run(["import", "events", place, ...map, ...at]);
      expect(JSON.parse(imported.out)).toMatchObject({ rowsLoaded: 2, alreadyDone: false });
      expect(await refreshed()).toEqual([
        ["imported", "imported"],
        ["01.csv", "02.csv"],
      ]);
      expect(await refreshed()).toEqual([["known", "known"], []]);
      await put("2026/02.csv", "cleo");
      await put("2026/03.csv", "dan");
      expect(await refreshed()).toEqual([
        ["known", "imported", "imported"],
        ["02.csv", "03.csv"],
      ]);
      const header = "id,Customer ID,Plan,Quantity,Currency,Interval,Amount,Status,Created (UTC),Start Date (UTC)";
      const Body = `${header}\nsub_1,cus_1,Team,1,eur,month,19.90,active,2026-01-05 10:00,2026-01-05 10:00\n`;
      await s3.client.send(new PutObjectCommand({ Bucket: bucket, Key: "billing/subscriptions.csv", Body }));
      const billed = async () => {
        fetched.length = 0;
        const asked = [
          "refresh",
          `s3://${bucket}/billing`,
          "--preset",
          "stripe",
          "--dir",
          "exports",
          "--format",
          "json",
        ];
        return [(JSON.parse((await run([...asked, ...at])).out) as { imported: number }).imported, [...fetched]];
      };
      expect([await billed(), await billed()]).toEqual([
        [1, ["subscriptions.csv"]],
        [0, []],
      ]);
    } finally {
      await line.stop();
    }
  });

  test("a bucket that does not exist ends with 5 and is named", async () => {
    for (const command of [["simulate", ...plan, "--quiet"], ["load"], ["demo", "--exit", "--quiet", ...plan]]) {
      const { code, out, err } = await run([...command, ...onS3("demo", "no-such-bucket"), "--dir", "nowhere"]);
      expect([command[0], code, out]).toEqual([command[0], 5, ""]);
      expect(err).toMatch(/^error: .*no-such-bucket.*\nhint: .+\n$/);
    }
  });

  test("no credentials at all end with 5 and say where they belong", async () => {
    const { code, err } = await run(["load", ...onS3("demo"), "--dir", "none"], { AWS_EC2_METADATA_DISABLED: "true" });
    expect([code, err]).toEqual([5, expect.stringMatching(/^error: .+\nhint: .*AWS_ACCESS_KEY_ID.*\n$/)]);
  });
});
