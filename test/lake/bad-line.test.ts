import { mkdtemp, readdir, rm } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { openLake, type CommitDraft, type Lake } from "../../src/lake/lake.ts";
import { event } from "../../src/schema/tables/event.ts";
import { missingS3Programs, startS3, type S3Service } from "../services/s3.ts";
import { startFlakyGateway, type Fault, type FlakyGateway } from "./flaky-gateway.ts";
import { events } from "./rows.ts";

const missing = missingS3Programs();
const patience = { attempts: 6, totalMs: 60_000, silenceMs: 15_000, pauseMs: 1 };
const draft = (batchId: string, add: CommitDraft["add"] = []): CommitDraft => ({
  operation: "test",
  batchId,
  add,
  remove: [],
  through: { events: null, subscriptions: null },
  details: {},
});

describe.skipIf(missing.length > 0)(
  `S3${missing.length > 0 ? ` (needs ${missing.join(", ")})` : ""} over a bad line`,
  () => {
    let folder = "";
    const running: S3Service[] = [];
    const gateways: FlakyGateway[] = [];
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "tidemark-line-"));
      running.push(await startS3());
    });
    afterEach(async () => {
      for (const gateway of gateways.splice(0)) await gateway.stop();
    });
    afterAll(async () => {
      for (const service of running) await service.stop();
      await rm(folder, { recursive: true, force: true });
    });

    const service = (): S3Service => {
      const [started] = running;
      if (started === undefined) throw new Error("The S3 for tests is not running.");
      return started;
    };
    const useCredentials = ({ accessKey, secretKey }: Pick<S3Service, "accessKey" | "secretKey">): void => {
      Object.assign(process.env, { AWS_ACCESS_KEY_ID: accessKey, AWS_SECRET_ACCESS_KEY: secretKey });
    };
    /** A lake in a new bucket behind a gateway whose n-th matching request suffers the n-th fault. */
    const openBehind = async (matches: (asked: IncomingMessage) => boolean, faults: readonly Fault[]) => {
      useCredentials(service());
      const left = [...faults];
      const gateway = await startFlakyGateway(service().endpoint, (asked) =>
        matches(asked) ? (left.shift() ?? "none") : "none",
      );
      gateways.push(gateway);
      const url = `s3://${await service().makeBucket()}`;
      const cacheDir = await mkdtemp(join(folder, "cache-"));
      const lake: Lake = await openLake({ url, endpoint: gateway.endpoint, cacheDir, patience });
      const straight: Lake = await openLake({
        url,
        endpoint: service().endpoint,
        cacheDir: await mkdtemp(join(folder, "cache-")),
      });
      return { lake, straight, gateway, cacheDir };
    };
    const isCommit = ({ method, url = "" }: IncomingMessage): boolean =>
      method === "PUT" && /_log\/\d{20}\.json/.test(url);
    const isData =
      (wanted: string) =>
      ({ method, url = "" }: IncomingMessage): boolean =>
        method === wanted && url.includes(".parquet");
    const addTen = (lake: Lake) =>
      lake.add({ table: event, name: "event/month=2026-01/0001-1.parquet", batches: [events(0, 10)] });

    test("a commit whose reply was lost is one commit, known by its writer", async () => {
      const { lake, straight } = await openBehind(isCommit, ["lose-reply"]);
      expect(await lake.commit(draft("b"))).toMatchObject({ alreadyDone: false, commit: { number: 1 } });
      expect((await straight.snapshot()).version).toBe(1);
      expect((await lake.commit(draft("b"))).alreadyDone).toBe(true);
    });

    test("a commit is known even when every reply to it was lost", async () => {
      const { lake, straight } = await openBehind(
        isCommit,
        Array.from({ length: 6 }, () => "lose-reply" as const),
      );
      expect(await lake.commit(draft("b"))).toMatchObject({ alreadyDone: false, commit: { number: 1 } });
      expect((await straight.snapshot()).commits).toHaveLength(1);
    });

    test("a file whose reply was lost, or that was slowed down, lies there once under its name", async () => {
      const { lake, straight } = await openBehind(isData("PUT"), ["slow-down", "lose-reply"]);
      const file = await addTen(lake);
      expect(file.path).toBe("event/month=2026-01/0001-1.parquet");
      await lake.commit(draft("b", [file]));
      for (const stored of (await straight.snapshot()).files) await straight.localPath(stored);
    });

    test("bytes that change on the way there are refused by the store", async () => {
      const { lake, straight } = await openBehind(
        isData("PUT"),
        Array.from({ length: 6 }, () => "flip-request" as const),
      );
      await expect(addTen(lake)).rejects.toMatchObject({ code: "integrity" });
      await straight.commit(draft("b", [await addTen(straight)]));
      expect((await straight.snapshot()).files).toHaveLength(1);
    });

    test("bytes that change on the way back never enter the cache", async () => {
      const { lake, cacheDir } = await openBehind(isData("GET"), ["flip-reply", "flip-reply", "flip-reply"]);
      await lake.commit(draft("b", [await addTen(lake)]));
      const [file] = (await lake.snapshot()).files;
      if (file === undefined) throw new Error("One file was committed.");
      await expect(lake.localPath(file)).rejects.toMatchObject({ code: "integrity" });
      expect((await readdir(cacheDir, { recursive: true })).filter((name) => name.endsWith(".parquet"))).toEqual([]);
      expect(await readdir(join(cacheDir, "tmp"))).toEqual([]);
      // Once more damaged, and then whole: the same call asks again.
      expect(await lake.localPath(file)).toContain(file.sha256);
    });

    test("a body that breaks off is asked for again", async () => {
      const { lake, gateway } = await openBehind(
        ({ method }) => method === "GET",
        ["none", "none", "cut-body", "cut-body"],
      );
      await lake.commit(draft("b", [await addTen(lake)]));
      const [file] = (await lake.snapshot()).files;
      if (file === undefined) throw new Error("One file was committed.");
      const before = gateway.seen();
      const path = await lake.localPath(file);
      expect(path).toContain(file.sha256);
      expect(gateway.seen()).toBeGreaterThan(before);
      await lake.localPath(file);
    });

    test("a store that keeps failing is given up after six tries, by name", async () => {
      const { lake, gateway } = await openBehind(
        () => true,
        Array.from({ length: 50 }, () => "fail" as const),
      );
      await expect(lake.snapshot()).rejects.toMatchObject({
        code: "unreachable",
        message: expect.stringContaining("500 InternalError") as string,
      });
      expect(gateway.seen()).toBe(6);
    });

    test.each([
      ["an unknown key", { accessKey: "TESTNOBODY" }],
      ["a wrong secret", { secretKey: "canary-secret-4711" }],
    ])("%s is called refused credentials, without printing them", async (_, wrong) => {
      const { lake } = await openBehind(() => false, []);
      useCredentials({ ...service(), ...wrong });
      const error: unknown = await lake.snapshot().catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({
        code: "unreachable",
        message: expect.stringContaining("refused the credentials for bucket") as string,
      });
      expect(JSON.stringify(error) + String(error)).not.toMatch(new RegExp(`canary|${service().secretKey}`));
    });

    test("a bucket that does not exist and a store that does not answer are named", async () => {
      useCredentials(service());
      const { endpoint } = service();
      const noBucket = await openLake({ url: "s3://no-such-bucket/lake", endpoint, cacheDir: folder });
      await expect(noBucket.snapshot()).rejects.toMatchObject({
        code: "unreachable",
        message: `There is no bucket "no-such-bucket" at ${endpoint}.`,
      });
      await expect(noBucket.commit(draft("b"))).rejects.toMatchObject({ code: "unreachable" });
      const noStore = await openLake({
        url: "s3://bucket/lake",
        endpoint: "http://127.0.0.1:9",
        cacheDir: folder,
        patience,
      });
      await expect(noStore.snapshot()).rejects.toMatchObject({
        code: "unreachable",
        message: "No answer from http://127.0.0.1:9 (ECONNREFUSED).",
      });
    });
  },
);

describe("a lake's address", () => {
  test.each([
    [{ url: "ftp://host/lake" }, '"ftp://host/lake" is no place for a lake.'],
    [{ url: "s3://x" }, '"s3://x" is no place for a lake.'],
    [{ url: "s3://bucket/lake", endpoint: "localhost" }, '"localhost" is no S3 endpoint.'],
    [{ url: "s3://bucket/lake", endpoint: "http://me:canary@localhost:1" }, "The S3 endpoint has a password in it."],
  ])("is refused where it is none: %o", async (address, message) => {
    const error: unknown = await openLake({ cacheDir: tmpdir(), ...address }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "config", message });
    expect(String(error)).not.toContain("canary");
  });
});
