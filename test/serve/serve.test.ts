import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { readAssets } from "../../src/serve/assets.ts";
import { hostsOf } from "../../src/serve/guard.ts";
import { type Served, serveBackend, type ServeOptions } from "../../src/serve/serve.ts";
import { createServer } from "../../src/serve/server.ts";
import { answer, handMadeBackend } from "./hand-made-backend.ts";
import { token } from "./test-server.ts";

const open: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

async function served(options: Partial<ServeOptions> = {}, backend = handMadeBackend()): Promise<Served> {
  const server = await serveBackend(backend, { version: "1.2.3", port: 0, onUnexpected: () => undefined, ...options });
  open.push(server);
  return server;
}

/** Send `text` as it is to `port` and give back everything that comes until the server hangs up, and how long that took. */
async function raw(port: number, text: string): Promise<{ readonly reply: string; readonly ms: number }> {
  const start = performance.now();
  const socket = connect(port, "127.0.0.1");
  socket.setEncoding("utf8");
  socket.write(text);
  let reply = "";
  for await (const chunk of socket) reply += String(chunk);
  return { reply, ms: performance.now() - start };
}

describe("where it listens", () => {
  it("binds this machine only and prints the token in the fragment", async () => {
    const { url, sessionUrl } = await served();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    expect(sessionUrl).toMatch(/#token=[\w-]{43}$/);
    expect((await fetch(`${url}v1/status`)).status).toBe(200);
    const authorization = `Bearer ${sessionUrl.split("#token=")[1]}`;
    expect((await fetch(`${url}v1/quarantine`, { headers: { authorization } })).status).toBe(200);
  });

  it("makes another token for every session", async () => {
    const [a, b] = await Promise.all([served(), served()]);
    expect(a.sessionUrl.split("#")[1]).not.toBe(b.sessionUrl.split("#")[1]);
  });

  it.each(["0.0.0.0", "::", "192.168.1.10", "example.org"])("does not bind %s without a token", async (host) => {
    await expect(served({ host })).rejects.toMatchObject({
      code: "config",
      hint: expect.stringContaining("TIDEMARK_TOKEN"),
    });
  });

  it.each(["", "short", "a".repeat(64), "changeme"])("refuses the token %j without repeating it", async (weak) => {
    const error = await served({ host: "0.0.0.0", token: weak }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: "config" });
    if (weak !== "") expect(String(error)).not.toContain(weak);
  });

  it("asks for the chosen token once others can connect", async () => {
    const { url } = await served({ host: "0.0.0.0", token });
    expect((await fetch(`${url}v1/status`)).status).toBe(401);
    expect((await fetch(`${url}v1/status`, { headers: { authorization: `Bearer ${token}` } })).status).toBe(200);
  });

  it("says how to go on when the port is taken", async () => {
    const port = Number(new URL((await served()).url).port);
    await expect(served({ port })).rejects.toMatchObject({
      code: "config",
      message: `Port ${port} of 127.0.0.1 is in use.`,
      hint: expect.stringContaining("--port"),
    });
  });

  it("lets a question under way finish when it is closed, and takes no new one", async () => {
    let release: () => void = () => undefined;
    let arrive: () => void = () => undefined;
    const arrived = new Promise<void>((done) => (arrive = done));
    const ask = async () => {
      arrive();
      await new Promise<void>((go) => (release = go));
      return answer;
    };
    const server = await served({}, handMadeBackend({ ask }));
    const response = fetch(`${server.url}v1/query?metric=mau`);
    await arrived;
    const closed = server.close();
    await expect(fetch(`${server.url}healthz`)).rejects.toThrow("fetch failed");
    release();
    expect((await response).status).toBe(200);
    await closed;
  });
});

describe("requests that no browser sends", () => {
  it.each([
    [
      "two lengths of one body",
      "POST /v1/status HTTP/1.1\r\nHost: HOST\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      400,
    ],
    [
      "an absolute address of another host",
      "GET http://evil.example/v1/status HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n\r\n",
      400,
    ],
    ["no host", "GET /v1/status HTTP/1.0\r\n\r\n", 403],
    ["two hosts", "GET /v1/status HTTP/1.1\r\nHost: HOST\r\nHost: evil.example\r\nConnection: close\r\n\r\n", 400],
    ["a header of 64 kB", `GET /v1/status HTTP/1.1\r\nHost: HOST\r\nX: ${"x".repeat(65_536)}\r\n\r\n`, 431],
    ["an address of 1 MB", `GET /${"x".repeat(1_048_576)} HTTP/1.1\r\nHost: HOST\r\n\r\n`, 431],
    [
      "a body of 1 MB",
      `POST /v1/status HTTP/1.1\r\nHost: HOST\r\nContent-Type: application/json\r\nContent-Length: 1048576\r\nConnection: close\r\n\r\n`,
      413,
    ],
    ["no HTTP at all", "\u0016\u0003\u0001\u0002\u0000\r\n\r\n", 400],
  ])("%s: refused at once, in the shape of every error", async (_what, text, status) => {
    const { host, port } = new URL((await served()).url);
    const { reply, ms } = await raw(Number(port), text.replaceAll("HOST", host));
    expect(reply.slice(0, 13)).toBe(`HTTP/1.1 ${status} `);
    expect(reply).toMatch(/content-type: application\/problem\+json/i);
    expect(ms).toBeLessThan(8_000);
  });

  it("cuts off whoever sends headers or a body drop by drop", async () => {
    const app = createServer({
      backend: handMadeBackend(),
      assets: [],
      version: "1.2.3",
      token,
      isPublic: false,
      hosts: () => hostsOf(port, []),
      patience: { headersMs: 300, requestMs: 600 },
      onUnexpected: () => undefined,
    });
    open.push(app);
    const port = Number(new URL(await app.listen({ host: "127.0.0.1", port: 0 })).port);
    const replies = await Promise.all([
      raw(port, `GET /v1/status HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nX-Slow: `),
      raw(
        port,
        `POST /v1/status HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: text/plain\r\nContent-Length: 10\r\n\r\n1`,
      ),
    ]);
    for (const { reply, ms } of replies) {
      expect(reply).toMatch(/^HTTP\/1\.1 (408|415) /);
      expect(ms).toBeLessThan(8_000);
    }
  });
});

describe("the dashboard's files", () => {
  function builtDashboard(): string {
    const dir = mkdtempSync(join(tmpdir(), "tidemark-web-"));
    mkdirSync(join(dir, "web/assets"), { recursive: true });
    writeFileSync(join(dir, "secret.html"), "secret");
    writeFileSync(join(dir, "web/index.html"), "<!doctype html><title>Tidemark</title>");
    writeFileSync(join(dir, "web/assets/index-Ab3_d-Gh.js"), "export {};\n".repeat(500));
    symlinkSync(join(dir, "secret.html"), join(dir, "web/link.html"));
    return join(dir, "web");
  }

  it("serves the page fresh and its hashed files for a year, compressed where that is understood", async () => {
    const { url } = await served({ webDir: builtDashboard() });
    const page = await fetch(url);
    expect([page.status, page.headers.get("cache-control")]).toEqual([200, "no-cache"]);
    expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
    const script = await fetch(`${url}assets/index-Ab3_d-Gh.js`, { headers: { "accept-encoding": "gzip" } });
    expect(script.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect(script.headers.get("content-encoding")).toBe("gzip");
    expect(await script.text()).toBe("export {};\n".repeat(500));
    const plain = await fetch(`${url}assets/index-Ab3_d-Gh.js`, { headers: { "accept-encoding": "identity" } });
    expect(plain.headers.get("content-encoding")).toBe(null);
    const etag = plain.headers.get("etag") ?? "";
    expect((await fetch(url, { headers: { "if-none-match": page.headers.get("etag") ?? "" } })).status).toBe(304);
    expect(etag).not.toBe(page.headers.get("etag"));
  });

  it("serves nothing but what was built, wherever a path points", async () => {
    const { url } = await served({ webDir: builtDashboard() });
    const { host, port } = new URL(url);
    const paths = [
      "/../secret.html",
      "/assets/../../secret.html",
      "/%2e%2e/secret.html",
      "/..%2fsecret.html",
      "/..%5csecret.html",
      "/assets/..%5c..%5csecret.html",
      "/link.html",
      "/index.html%00.js",
      "/C:/windows/win.ini",
      "//etc/passwd",
      "/assets/%2e%2e%2f%2e%2e%2fsecret.html",
      "/....//secret.html",
      "/assets/",
      "/assets",
      "/%c0%ae%c0%ae/secret.html",
    ];
    for (const path of paths) {
      const { reply } = await raw(Number(port), `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
      expect(reply, path).toMatch(/^HTTP\/1\.1 40[04] /);
      expect(reply, path).not.toContain("secret\n");
      expect(reply, path).toMatch(/application\/problem\+json/i);
    }
  });

  it("says what to do where it has not been built", async () => {
    const { url } = await served({ webDir: join(tmpdir(), "no-such-folder") });
    const response = await fetch(url);
    expect([response.status, await response.json()]).toMatchObject([
      404,
      { hint: expect.stringContaining("npm run build") },
    ]);
    expect(await readAssets(join(tmpdir(), "no-such-folder"))).toEqual([]);
  });
});
