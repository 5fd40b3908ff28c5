import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HeadObjectCommand } from "@aws-sdk/client-s3";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { copiedTables } from "../../src/warehouse/redshift/lake-scripts.ts";
import { simulate } from "../../src/workspace/jobs.ts";
import { compact } from "../../src/workspace/lake-jobs.ts";
import { openWorkspace, type Workspace } from "../../src/workspace/open.ts";
import { redshiftScripts } from "../../src/workspace/redshift-scripts.ts";
import { missingS3Programs, startS3, type S3Service } from "../services/s3.ts";
import { day, makePlace } from "../workspace/place.ts";

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const missing = missingS3Programs();
const options = {
  role: "arn:aws:iam::123456789012:role/tidemark-copy",
  region: "eu-west-1",
  manifestsAt: "s3://bucket/manifests/",
  unloadTo: "s3://bucket/out",
};

interface Manifest {
  readonly entries: readonly {
    readonly url: string;
    readonly mandatory: boolean;
    readonly meta: { readonly content_length: number };
  }[];
}

describe.skipIf(missing.length > 0)(`a lake on S3${missing.length > 0 ? ` (needs ${missing.join(", ")})` : ""}`, () => {
  let folder = "";
  let service: S3Service;
  let ws: Workspace;
  const openIn = async (lake: string, encoding: string): Promise<Workspace> => {
    const dir = await mkdtemp(join(folder, "workspace-"));
    await writeFile(join(dir, "tidemark.yaml"), `lake:\n  encoding: ${encoding}\n`);
    return openWorkspace({ dir, lake, lakeEndpoint: service.endpoint });
  };
  let lake = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "tidemark-redshift-"));
    service = await startS3();
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: service.accessKey, AWS_SECRET_ACCESS_KEY: service.secretKey });
    lake = `s3://${await service.makeBucket()}/lake`;
    ws = await openIn(lake, "v1");
    await simulate(ws, { users: 30, from: day("2026-01-01"), to: day("2026-02-10"), seed: 4, workers: 1 });
  });
  afterAll(async () => {
    await ws.close();
    await service.stop();
    await rm(folder, { recursive: true, force: true });
  });

  test("its manifests name every object with its true length, and the columns that COPY lists by position", async () => {
    const texts = await redshiftScripts(ws, options);
    expect([...texts.keys()]).toEqual(["event-v1.manifest", "subscription-v1.manifest", "copy.sql", "unload.sql"]);
    const sql = texts.get("copy.sql") ?? "";
    const { files } = await (await ws.lake()).snapshot();
    const instance = await DuckDBInstance.create();
    const connection = await instance.connect();
    for (const name of ["event", "subscription"]) {
      const manifest = JSON.parse(texts.get(`${name}-v1.manifest`) ?? "") as Manifest;
      const own = files.filter(({ table }) => table === name);
      expect(manifest.entries.map(({ url }) => url)).toEqual(own.map(({ path }) => `${lake}/${path}`));
      for (const { url, mandatory, meta } of manifest.entries) {
        const { host: Bucket, pathname } = new URL(url);
        const head = await service.client.send(new HeadObjectCommand({ Bucket, Key: pathname.slice(1) }));
        expect([mandatory, meta.content_length]).toEqual([true, head.ContentLength]);
      }
      const types = {
        text: "BYTE_ARRAY UTF8",
        integer: "INT32 ",
        bigint: "INT64 ",
        date: "INT32 DATE",
        timestamp: "INT64 TIMESTAMP_MICROS",
      };
      const columns = Object.entries(copiedTables.find((table) => table.name === name)?.columns ?? {});
      for (const path of await (await ws.lake()).localPaths(own)) {
        const reader = await connection.runAndReadAll(
          "select name, type, coalesce(converted_type, '') from parquet_schema($1) where num_children is null",
          [path],
        );
        const stored = reader
          .getRows()
          .map(([column, type, converted]) => [String(column), `${String(type)} ${String(converted)}`]);
        expect(stored.map(([column]) => column)).toEqual(columns.map(([column]) => column));
        for (const [i, [, { type }]] of columns.entries())
          expect(stored[i]?.[1]?.replace(/INT_\d+/, "")).toBe(types[type]);
      }
      const listed = columns.map(([column]) => `"${column}"`).join(", ");
      expect(sql).toContain(
        `copy "tidemark"."${name}" (${listed})\nfrom 's3://bucket/manifests/${name}-v1.manifest'\n`,
      );
    }
    connection.closeSync();
    instance.closeSync();
    await expect(sql).toMatchFileSnapshot("../golden/redshift/copy-lake.sql");
    await expect(texts.get("unload.sql") ?? "").toMatchFileSnapshot("../golden/redshift/unload-lake.sql");
  });

  test("is refused with the way out while files have encodings that Redshift cannot read, and taken once converted", async () => {
    const newer = await openIn(lake, "v2");
    await compact(newer, { convert: true, smallBytes: 1 });
    await newer.close();
    await expect(redshiftScripts(ws, options)).rejects.toMatchObject({
      code: "config",
      message: expect.stringMatching(
        /^Redshift cannot read the Parquet v2 encodings of 3 of 3 files, e\.g\. event\//,
      ) as string,
      hint: expect.stringContaining("lake compact --convert") as string,
    });
    await compact(ws, { convert: true, smallBytes: 1 });
    expect((await redshiftScripts(ws, options)).size).toBe(4);
  });
});

test("a lake in a folder, and what is no role, place or schema, is refused before anything is read", async () => {
  const place = await makePlace();
  const asked = (change: Partial<typeof options> & { readonly schema?: string }) =>
    redshiftScripts(place.ws, { ...options, ...change });
  await expect(asked({})).rejects.toMatchObject({
    code: "config",
    message: expect.stringContaining("is a folder") as string,
  });
  await expect(asked({ role: "me" })).rejects.toMatchObject({ code: "config" });
  await expect(asked({ manifestsAt: "s3://b/x' y" })).rejects.toMatchObject({ code: "usage" });
  await expect(asked({ schema: 'a"b' })).rejects.toMatchObject({ code: "usage" });
  await place.clear();
});
