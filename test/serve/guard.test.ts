import { describe, expect, it } from "vitest";
import { hostsOf } from "../../src/serve/guard.ts";
import { host, testServer, token } from "./test-server.ts";

const url = "/v1/query?metric=mau";

describe("who may ask", () => {
  it.each(["127.0.0.1:4180", "localhost:4180", "LOCALHOST:4180", "[::1]:4180"])("answers the Host %s", async (name) => {
    const response = await testServer().inject({ url, headers: { host: name } });
    expect(response.statusCode).toBe(200);
  });

  it.each([
    "evil.example",
    "evil.example:4180",
    "127.0.0.1",
    "127.0.0.1:80",
    "127.0.0.1.evil.example:4180",
    "localhost:4180@evil.example",
    "",
  ])("refuses the Host %j, which a rebound name would send", async (name) => {
    const response = await testServer().inject({ url, headers: { host: name } });
    expect(response.statusCode).toBe(403);
    expect(response.json()).toMatchObject({ status: 403, type: "urn:tidemark:problem:http-403" });
  });

  it.each(["https://evil.example", "null", "http://localhost:9999", "http://127.0.0.1:4180.evil.example", "file://"])(
    "refuses a request from the origin %j, whatever its method",
    async (origin) => {
      for (const method of ["GET", "POST", "OPTIONS"] as const) {
        const response = await testServer().inject({ method, url, headers: { host, origin } });
        expect(response.statusCode).toBe(403);
        expect(Object.keys(response.headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
      }
    },
  );

  it("answers our own page", async () => {
    const headers = { host, origin: `http://${host}`, "sec-fetch-site": "same-origin", "sec-fetch-mode": "cors" };
    expect((await testServer().inject({ url, headers })).statusCode).toBe(200);
  });

  it("lets another site link to the page but not load answers into itself", async () => {
    const server = testServer();
    const linked = { host, "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" };
    const embedded = { host, "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" };
    expect((await server.inject({ url, headers: linked })).statusCode).toBe(200);
    expect((await server.inject({ url, headers: embedded })).statusCode).toBe(403);
  });

  it("sends on every answer, also on errors, headers that keep the page to itself", async () => {
    const server = testServer();
    for (const path of [url, "/nowhere", "/v1/query", "/%zz"]) {
      const { headers } = await server.inject({ url: path, headers: { host } });
      expect(headers["content-security-policy"]).toContain("default-src 'self'");
      expect(headers["content-security-policy"]).toContain("frame-ancestors 'none'");
      expect(headers["x-content-type-options"]).toBe("nosniff");
      expect(headers["cross-origin-opener-policy"]).toBe("same-origin");
      expect(headers["referrer-policy"]).toBe("no-referrer");
    }
  });

  it("knows a proxy's name with and without a port of its own", () => {
    const hosts = hostsOf(4_180, ["Metrics.example", "other.example:8443"]);
    expect(hosts.has("metrics.example")).toBe(true);
    expect(hosts.has("metrics.example:4180")).toBe(true);
    expect(hosts.has("other.example:8443")).toBe(true);
    expect(hosts.has("other.example:4180")).toBe(false);
    expect(hosts.has("localhost")).toBe(false);
  });
});

describe("the session's token", () => {
  it.each([
    "/v1/query?metric=events&by=user_id",
    "/v1/query?metric=events&where=user_id%3Dann",
    "/v1/query?metric=events&where=user_id!%3Dann",
    "/v1/lifecycle?where=user_id%3Dann",
    "/v1/arr?by=user_id",
  ])("is needed for figures of single users: %s", async (address) => {
    expect((await testServer().inject({ url: address, headers: { host } })).statusCode).toBe(401);
    const allowed = await testServer().inject({ url: address, headers: { host, authorization: `Bearer ${token}` } });
    expect(allowed.statusCode).not.toBe(401);
  });

  const quarantine = "/v1/quarantine";

  it.each([undefined, "", "Bearer", "Bearer wrong", `Basic ${token}`, `Bearer ${token}x`, `Bearer ${token.slice(1)}`])(
    "keeps rejected rows from who sends %j",
    async (authorization) => {
      const headers = authorization === undefined ? { host } : { host, authorization };
      const response = await testServer().inject({ url: quarantine, headers });
      expect(response.statusCode).toBe(401);
      expect(response.body).not.toContain(token);
    },
  );

  it("is not taken from the address", async () => {
    const response = await testServer().inject({ url: `${quarantine}?token=${token}`, headers: { host } });
    expect(response.statusCode).toBe(401);
  });

  it("opens rejected rows, which no cache may keep", async () => {
    const response = await testServer().inject({
      url: quarantine,
      headers: { host, authorization: `Bearer ${token}` },
    });
    expect(response.statusCode).toBe(200);
    expect(response.headers["cache-control"]).toBe("no-store");
  });

  it("is asked for everywhere once others can connect", async () => {
    const server = testServer({ isPublic: true });
    for (const path of [url, "/v1/status", "/v1/metrics", "/metrics"]) {
      expect((await server.inject({ url: path, headers: { host } })).statusCode).toBe(401);
      const authorization = `Bearer ${token}`;
      expect((await server.inject({ url: path, headers: { host, authorization } })).statusCode).toBe(200);
    }
    expect((await server.inject({ url: "/healthz", headers: { host } })).statusCode).toBe(200);
  });
});
