import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ListObjectsV2Command } from "@aws-sdk/client-s3";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Lake, openLake, type OpenLakeOptions } from "../../src/lake/lake.ts";
import { openStore, type OpenStoreOptions } from "../../src/lake/open-store.ts";
import { event } from "../../src/schema/tables/event.ts";
import { load, simulate } from "../../src/workspace/jobs.ts";
import { openWorkspace } from "../../src/workspace/open.ts";
import { missingS3Programs, startS3, type S3Service } from "../services/s3.ts";
import { contentsOf } from "../warehouse/contents.ts";
import { day } from "../workspace/place.ts";
import { type Fault, type FlakyGateway, startFlakyGateway } from "./flaky-gateway.ts";
import { events } from "./rows.ts";

const missing = missingS3Programs();
const seed = Number(process.env["TEST_SEED"] ?? Date.now() % 1_000_000_000);
const patience = { attempts: 6, totalMs: 60_000, silenceMs: 10_000, pauseMs: 1 };
/** Where something never answers, so that the test need not wait long; a busy machine answers within it all the same. */
const impatience = { ...patience, silenceMs: 600 };
/** From so many bytes on, a file goes in four parts. */
const partsFromBytes = 4_096;

const faults: readonly Fault[] = [
  "fail",
  "slow-down",
  "too-many",
  "reset",
  "stall",
  "skew",
  "lose-reply",
  "cut-body",
  "wrong-length",
  "short-length",
  "wrong-etag",
];

/** What a request is for: its first of each kind is the one that suffers. */
function kindOf({ method = "", url = "" }: IncomingMessage): string {
  const { pathname, searchParams } = new URL(url, "http://store");
  const folder = pathname.split("/")[2] ?? "";
  return [method, folder, ...[...searchParams.keys()].filter((name) => !/^x-|marker|after|prefix/.test(name))].join(
    " ",
  );
}

describe.skipIf(missing.length > 0)(
  `S3 with faults${missing.length > 0 ? ` (needs ${missing.join(", ")})` : ""}`,
  () => {
    let folder = "";
    let service: S3Service;
    const gateways: FlakyGateway[] = [];
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "tidemark-faults-"));
      service = await startS3();
      Object.assign(process.env, { AWS_ACCESS_KEY_ID: service.accessKey, AWS_SECRET_ACCESS_KEY: service.secretKey });
    });
    afterEach(async () => {
      for (const gateway of gateways.splice(0)) await gateway.stop();
    });
    afterAll(async () => {
      await service.stop();
      await rm(folder, { recursive: true, force: true });
    });

    const behind = async (fault: (asked: IncomingMessage) => Fault): Promise<FlakyGateway> => {
      const gateway = await startFlakyGateway(service.endpoint, fault);
      gateways.push(gateway);
      return gateway;
    };
    const newCache = () => mkdtemp(join(folder, "cache-"));
    const open = async (url: string, options: Partial<OpenLakeOptions> = {}): Promise<Lake> =>
      openLake({ url, endpoint: service.endpoint, cacheDir: await newCache(), patience, partsFromBytes, ...options });
    const storeAt = async (url: string, options: Partial<OpenStoreOptions> = {}) =>
      openStore({ url, endpoint: service.endpoint, cacheDir: await newCache(), patience, partsFromBytes, ...options });
    const keysOf = async (bucket: string): Promise<readonly string[]> =>
      ((await service.client.send(new ListObjectsV2Command({ Bucket: bucket }))).Contents ?? []).map(
        ({ Key }) => Key ?? "",
      );
    const write = async (lake: Lake) => {
      const add = [
        await lake.add({ table: event, name: "event/month=2026-01/small.parquet", batches: [events(0, 3)] }),
        await lake.add({ table: event, name: "event/month=2026-01/large.parquet", batches: [events(0, 2_000)] }),
      ];
      const through = { events: null, subscriptions: null };
      return lake.commit({ operation: "test", batchId: "b", add, remove: [], through, details: {} });
    };

    test.each(faults)(
      "%s, once for each kind of request: nothing is lost, and nothing is there twice",
      async (fault) => {
        const hit = new Set<string>();
        const { endpoint } = await behind((asked) => {
          const kind = kindOf(asked);
          if (hit.has(kind)) return "none";
          hit.add(kind);
          return fault;
        });
        const bucket = await service.makeBucket();
        const lake = await open(`s3://${bucket}`, { endpoint, patience: fault === "stall" ? impatience : patience });
        await write(lake);
        const { files } = await lake.snapshot();
        expect(files.map(({ bytes }) => bytes > partsFromBytes)).toEqual([false, true]);
        for (const [i, path] of (await lake.localPaths(files)).entries()) {
          expect(
            createHash("sha256")
              .update(await readFile(path))
              .digest("hex"),
          ).toBe(files[i]?.sha256);
        }
        // A put, a listing, a read of a data file, one of the log, and the three requests of an upload in parts.
        expect(hit.size).toBeGreaterThanOrEqual(8);
        expect(await keysOf(bucket)).toEqual([
          "_log/00000000000000000001.json",
          ...files.map(({ path }) => path).toSorted(),
        ]);
        await lake.giveUpUploads(Date.now() + 60_000);
        expect(await (await open(`s3://${bucket}`)).unfinishedUploads()).toEqual([]);
        await lake.close();
      },
    );

    test.each(faults.filter((fault) => !["wrong-etag", "lose-reply"].includes(fault)))(
      "%s, every time: given up by name after six tries",
      async (fault) => {
        const { endpoint, seen } = await behind((asked) => (asked.method === "GET" ? fault : "none"));
        const url = `s3://${await service.makeBucket()}`;
        await write(await open(url));
        const lake = await open(url, { endpoint, patience: fault === "stall" ? impatience : patience });
        const outcome = await lake.snapshot().catch((error: unknown) => error);
        expect(outcome).toMatchObject({ code: "unreachable", message: expect.stringContaining(endpoint) as string });
        expect(seen()).toBe(6);
      },
    );

    test("is given up before the sixth try once the time is up", async () => {
      const { endpoint, seen } = await behind(() => "fail");
      const lake = await open("s3://bucket", { endpoint, patience: { ...patience, totalMs: 0 } });
      await expect(lake.snapshot()).rejects.toMatchObject({ code: "unreachable" });
      expect(seen()).toBe(1);
    });

    test("a file that is there already is known although it comes damaged once", async () => {
      const url = `s3://${await service.makeBucket()}`;
      const file = { table: event, name: "event/month=2026-01/small.parquet", batches: [events(0, 3)] };
      const first = await (await open(url)).add(file);
      for (const fault of faults.filter((one) => one !== "stall")) {
        let reads = 0;
        const { endpoint } = await behind(({ method }) => (method === "GET" && ++reads === 1 ? fault : "none"));
        expect([fault, await (await open(url, { endpoint })).add(file)]).toEqual([fault, first]);
        expect(reads).toBeGreaterThan(0);
      }
    });

    test("an upload that is cut off at any request leaves nothing to read, and no parts after they are given up", async () => {
      const path = join(folder, "large");
      const bytes = Buffer.alloc(partsFromBytes + 500, "tide");
      await writeFile(path, bytes);
      const file = { key: "event/large.parquet", path, sha256: createHash("sha256").update(bytes).digest("hex") };
      // A look whether it is there, the beginning, five parts, the end.
      for (let cutAt = 1; cutAt <= 8; cutAt++) {
        for (const recovers of [true, false]) {
          const bucket = await service.makeBucket();
          let requests = 0;
          const { endpoint } = await behind(({ method }) => {
            requests++;
            return requests >= cutAt && (method !== "DELETE" || !recovers) ? "reset" : "none";
          });
          const patient = { ...patience, attempts: 2 };
          const store = await storeAt(`s3://${bucket}`, { endpoint, patience: patient });
          await expect(store.putFileIfAbsent(file)).rejects.toMatchObject({ code: "unreachable" });
          expect(await keysOf(bucket)).toEqual([]);
          const straight = await storeAt(`s3://${bucket}`);
          if (recovers) expect(await straight.unfinished()).toEqual([]);
          await straight.giveUpUnfinished(Date.now() - 60_000);
          expect(await straight.unfinished()).toHaveLength(recovers || cutAt <= 2 ? 0 : 1);
          await straight.giveUpUnfinished(Date.now() + 60_000);
          expect(await straight.unfinished()).toEqual([]);
          expect(await straight.putFileIfAbsent(file)).toBe("created");
          expect(await straight.putFileIfAbsent(file)).toBe("exists");
          expect(Buffer.compare((await straight.get(file.key)) ?? Buffer.alloc(0), bytes)).toBe(0);
          await store.close();
          await straight.close();
        }
      }
    });

    test(`a simulated company is the same in a failing bucket as in a folder (seed ${seed})`, async () => {
      let state = seed;
      const draw = (): number => {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
        return state / 2 ** 32;
      };
      // A body that was cut without a word twice alike is rightly called damaged, and chance brings that now and then.
      const passing = faults.filter((fault) => fault !== "stall" && fault !== "short-length");
      let suffered = 0;
      const { endpoint } = await behind(() => {
        const fault = draw() < 0.25 ? (passing[Math.floor(draw() * passing.length)] ?? "none") : "none";
        if (fault !== "none") suffered++;
        return fault;
      });
      const bucket = await service.makeBucket();
      const company = { users: 30, from: day("2026-01-01"), to: day("2026-02-10"), seed: 4, workers: 1 };
      const run = async (options: { readonly lake?: string; readonly lakeEndpoint?: string }) => {
        const dir = await mkdtemp(join(folder, "workspace-"));
        await writeFile(join(dir, "tidemark.yaml"), "lake:\n  encoding: v1\n");
        const ws = await openWorkspace({ ...options, dir });
        const work = async () => {
          await simulate(ws, company);
          await load(ws, {});
          const { files } = await (await ws.lake()).snapshot();
          return { files, contents: await ws.readers.use(contentsOf) };
        };
        // With one fault in four requests, six tries in a row may fail now and then: that is exit code 5, and the next run goes on.
        const attempt = async (left: number): Promise<Awaited<ReturnType<typeof work>>> => {
          try {
            return await work();
          } catch (error) {
            expect(error).toMatchObject({ code: "unreachable" });
            if (left === 0) throw error;
            return attempt(left - 1);
          }
        };
        const done = await attempt(3);
        await ws.close();
        return done;
      };
      const local = await run({});
      expect(await run({ lake: `s3://${bucket}/lake`, lakeEndpoint: endpoint })).toEqual(local);
      expect(suffered).toBeGreaterThan(0);
      expect((await keysOf(bucket)).filter((key) => !key.includes("/_log/")).toSorted()).toEqual(
        local.files.map(({ path }) => `lake/${path}`).toSorted(),
      );
    });

    test("copies stay within the cache's size, the latest used the longest, and none that is in use goes", async () => {
      const url = `s3://${await service.makeBucket()}`;
      const writer = await open(url);
      const add = await Promise.all(
        [0, 1, 2, 3].map((n) =>
          writer.add({ table: event, name: `event/month=2026-01/${n}.parquet`, batches: [events(n * 10, 10)] }),
        ),
      );
      const through = { events: null, subscriptions: null };
      await writer.commit({ operation: "test", batchId: "b", add, remove: [], through, details: {} });
      const { files } = await writer.snapshot();
      const [a, b, c, d] = files;
      if (a === undefined || b === undefined || c === undefined || d === undefined)
        throw new Error("Four were written.");
      const cacheDir = await newCache();
      const cacheBytes = Math.max(...files.map(({ bytes }) => bytes)) * 2;
      const cached = async (): Promise<readonly string[]> =>
        (await readdir(cacheDir, { recursive: true })).filter((name) => /^..\/[0-9a-f]{64}/.test(name)).toSorted();
      const names = (...kept: readonly (typeof a)[]) =>
        kept.map(({ sha256 }) => `${sha256.slice(0, 2)}/${sha256}.parquet`).toSorted();

      const told: number[] = [];
      const holder = await open(url, { cacheDir, cacheBytes });
      const held = await holder.localPaths(files, (done, total) => told.push(done / total));
      expect(told.at(-1)).toBe(1);
      expect(told.length).toBeGreaterThan(1);
      // All four are in use: the cache holds more than its size, and another process's lake evicts none of them.
      const other = await open(url, { cacheDir, cacheBytes });
      await other.localPath(b);
      await other.close();
      expect(await cached()).toEqual(names(a, b, c, d));
      for (const path of held) expect((await readFile(path)).byteLength).toBeGreaterThan(0);
      await holder.close();
      expect(await cached()).toHaveLength(2);

      const next = await open(url, { cacheDir, cacheBytes });
      await next.localPath(a);
      await next.localPath(c);
      await next.close();
      expect(await cached()).toEqual(names(a, c));
      // A copy that was changed behind the cache's back is noticed and fetched anew.
      await writeFile(join(cacheDir, names(a)[0] ?? ""), "damaged");
      const last = await open(url, { cacheDir, cacheBytes });
      expect(
        createHash("sha256")
          .update(await readFile(await last.localPath(a)))
          .digest("hex"),
      ).toBe(a.sha256);
      await last.close();
      expect(await readdir(cacheDir)).not.toContain("in-use");
    });
  },
);
