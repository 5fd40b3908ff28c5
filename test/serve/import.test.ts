import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { workspaceBackend } from "../../src/serve/backend.ts";
import type { ImportResult, UploadPreview } from "../../src/serve/contract.ts";
import { importResultSchema, uploadPreviewSchema } from "../../src/serve/import-contract.ts";
import { openWorkspace, type Workspace } from "../../src/workspace/open.ts";
import { host, testServer, token } from "./test-server.ts";

const folder = mkdtempSync(join(tmpdir(), "tidemark-serve-import-"));
let ws: Workspace;
let app: ReturnType<typeof testServer>;
beforeAll(async () => {
  ws = await openWorkspace({ dir: join(folder, "ws") });
  app = testServer({ backend: workspaceBackend(ws) });
});
afterAll(async () => {
  await app.close();
  await ws.close();
  rmSync(folder, { recursive: true, force: true });
});

const allowed = { host, origin: `http://${host}`, authorization: `Bearer ${token}` };

function post(url: string, body: string | Buffer, headers: Readonly<Record<string, string>> = {}) {
  return app.inject({ method: "POST", url, body, headers: { ...allowed, ...headers } });
}

function postJson(url: string, body: object) {
  return post(url, JSON.stringify(body), { "content-type": "application/json" });
}

const csv = "user,event,at\nann,editor_opened,2026-01-05\nbob,project_created,2026-02-01\n";

async function sent(content: string, name = "my file.csv"): Promise<UploadPreview> {
  const response = await post(`/v1/import/preview?name=${encodeURIComponent(name)}`, content, {
    "content-type": "text/csv",
  });
  expect(response.statusCode, response.body).toBe(200);
  return uploadPreviewSchema.parse(response.json());
}

describe("a file that is dropped on the page", () => {
  test("is looked at, looked at again under another mapping, imported and loaded", async () => {
    const first = await sent(csv, "../../etc/my file.csv");
    expect(first).toMatchObject({
      file: "my file.csv",
      kind: "events",
      guessed: true,
      rowsLoaded: 2,
      bytes: csv.length,
    });
    expect(first.targets.filter(({ required }) => required).map(({ name }) => name)).toEqual([
      "user_id",
      "event_name",
      "occurred_at",
    ]);
    const mapping = `${first.mapping}\n  platform: { constant: web }\n`;
    const second = await postJson("/v1/import/preview", { upload: first.upload, kind: "events", mapping });
    expect(uploadPreviewSchema.parse(second.json()).rows[0]?.values["platform"]).toBe("web");

    const response = await postJson("/v1/import", {
      upload: first.upload,
      kind: "events",
      mapping,
      through: "2026-03-01",
    });
    const result: ImportResult = importResultSchema.parse(response.json());
    expect(result).toMatchObject({ alreadyDone: false, rowsLoaded: 2, rowsRejected: 0, generation: 1 });
    const answer = await app.inject({ url: "/v1/query?metric=mau&grain=month", headers: { host } });
    expect(answer.json<{ rows: { mau: number }[] }>().rows.map(({ mau }) => mau)).toEqual([1, 1]);

    const again = await postJson("/v1/import", { upload: first.upload, kind: "events", mapping });
    expect(again.statusCode).toBe(404);
    expect(readdirSync(ws.scratchDir).flatMap((name) => readdirSync(join(ws.scratchDir, name)))).toEqual([]);
  });

  test("that cannot be imported says why, without a path of this machine", async () => {
    const bad = await sent(`user,event,at\nann,e,2026-01-05\n${",e,2026-01-05\n".repeat(5)}`);
    const response = await postJson("/v1/import", { upload: bad.upload, kind: "events", mapping: bad.mapping });
    expect([response.statusCode, response.json<{ detail: string }>().detail]).toEqual([
      422,
      expect.stringContaining("5 of 6 rows cannot be loaded"),
    ]);
    expect(response.body).not.toContain(folder);
    expect((await post("/v1/import/preview", "", {})).statusCode).toBe(400);
  });

  test.each([
    ["without the session's token", { authorization: "" }, 401],
    ["with another token", { authorization: "Bearer nonsense" }, 401],
    ["from another site", { origin: "http://evil.example" }, 403],
    ["under another name of this machine", { host: "evil.example" }, 403],
  ])("is refused %s, and nothing of it is kept", async (_, headers, status) => {
    for (const url of ["/v1/import/preview", "/v1/import"]) {
      expect([url, (await post(url, csv, headers)).statusCode]).toEqual([url, status]);
    }
  });

  test("is refused where no Origin says which page sent it", async () => {
    const { origin: _, ...headers } = allowed;
    const response = await app.inject({ method: "POST", url: "/v1/import/preview", body: csv, headers });
    expect(response.statusCode).toBe(403);
  });

  test.each([
    ["/v1/import", {}, 400],
    ["/v1/import", { upload: "x", kind: "events", extra: 1 }, 400],
    ["/v1/import", { upload: ["x"], kind: "events" }, 400],
    ["/v1/import", { upload: "../../etc/passwd", kind: "events", mapping: "columns: {}" }, 404],
    ["/v1/import/preview", { upload: "x", mapping: "y".repeat(300_000) }, 413],
    ["/v1/import/preview?name=a&name=b", { upload: "x" }, 404],
  ])("%s with %j is refused in the API's one form", async (url, body, status) => {
    const response = await postJson(url, body);
    expect([response.statusCode, response.headers["content-type"]]).toEqual([status, "application/problem+json"]);
  });

  test("is refused by its declared length before a byte of it is read", async () => {
    const response = await post("/v1/import/preview", csv, {
      "content-length": "9999999999",
      "content-type": "text/csv",
    });
    expect(response.statusCode).toBe(413);
  });
});

describe("what pages sent", () => {
  afterEach(() => rmSync(join(folder, "up"), { recursive: true, force: true }));

  test("is kept for a while and in bounded number and size, and is gone with the server", async () => {
    const { Readable } = await import("node:stream");
    const { createUploads } = await import("../../src/serve/uploads.ts");
    const uploads = createUploads(join(folder, "up"), { bytesPerFile: 10, files: 2, lifeMs: 60_000 });
    const take = (text: string) => uploads.take(Readable.from([Buffer.from(text)]), "a");
    const [first, second, third] = [await take("one"), await take("two"), await take("three")];
    expect(() => uploads.find(first.id)).toThrow("not here any more");
    expect([uploads.find(second.id).bytes, uploads.find(third.id).bytes]).toEqual([3, 5]);
    await expect(take("more than ten")).rejects.toMatchObject({ status: 413 });
    expect(readdirSync(join(folder, "up"))).toHaveLength(1);
    writeFileSync(join(folder, "up", "left"), "");
    await uploads.clear();
    expect(existsSync(join(folder, "up"))).toBe(false);
  });
});
