import { afterAll, beforeAll, expect, test } from "vitest";
import { workspaceBackend } from "../../src/serve/backend.ts";
import type { Backend } from "../../src/serve/backend.ts";
import { explanationSchema } from "../../src/serve/routes/explain.ts";
import { receiptSchema } from "../../src/serve/routes/receipt.ts";
import { makePlace, type Place } from "../workspace/place.ts";
import { host, testServer, token } from "./test-server.ts";

let place: Place;
beforeAll(async () => {
  place = await makePlace();
  const rows = [
    "ann,editor_opened,2026-01-05T10:00:00Z,web",
    "ann,editor_opened,2026-01-06T10:00:00Z,ios",
    "ben,editor_opened,2026-01-05T10:00:00Z,web",
  ];
  await place.events(`user_id,event_name,occurred_at,platform\n${rows.join("\n")}\n`, "2026-01-08T00:00:00Z");
  await place.load();
});
afterAll(() => place.clear());

async function get(url: string, options: { readonly backend?: Partial<Backend>; readonly token?: string } = {}) {
  const app = testServer({ backend: options.backend ?? workspaceBackend(place.ws) });
  const authorization = options.token === undefined ? {} : { authorization: `Bearer ${options.token}` };
  const { statusCode, headers, body } = await app.inject({ url, headers: { host, ...authorization } });
  return { statusCode, type: headers["content-type"], body: JSON.parse(body) as Record<string, unknown> };
}

const cell = "/v1/receipt?metric=wau&by=platform&cell=2026-01-05&group=web";

test("a receipt comes over HTTP as its own description says", async () => {
  const { statusCode, body } = await get(cell);
  expect(statusCode).toBe(200);
  expect(receiptSchema.safeParse(body).error).toBeUndefined();
  expect(body).toMatchObject({
    question: { kind: "receipt", metric: "wau", cell: "2026-01-05", group: { platform: "web" } },
    cell: { from: "2026-01-05T00:00:00Z", to: "2026-01-12T00:00:00Z", state: "open", value: 2 },
    recount: { value: 2, equal: true },
    behind: { kind: "users", total: 2, rows: null },
  });
});

test("so does that of who came, in a segment of an explanation", async () => {
  const asked = "metric=explain.wau.new&from=2026-01-05&to=2026-01-12&compare=previous&by=platform&group=web";
  const { statusCode, body } = await get(`/v1/receipt?${asked}`);
  expect(statusCode, JSON.stringify(body)).toBe(200);
  expect(receiptSchema.safeParse(body).error).toBeUndefined();
  expect(body).toMatchObject({
    question: {
      metric: "explain.wau.new",
      cell: "total",
      group: { platform: "web" },
      compare: "2025-12-29..2026-01-05",
    },
    recount: { value: 2, equal: true },
    behind: { kind: "users", total: 2, rows: null },
  });
});

test("the users behind a figure need the session's token", async () => {
  expect((await get(`${cell}&limit=1`)).statusCode).toBe(401);
  expect((await get(`${cell}&offset=1`)).statusCode).toBe(401);
  const { statusCode, body } = await get(`${cell}&limit=1&offset=1`, { token });
  expect(statusCode).toBe(200);
  expect(body["behind"]).toMatchObject({ total: 2, rows: [{ user_id: "ben", events: 1 }] });
});

test("a recount that differs is problem integrity and names both figures", async () => {
  const real = workspaceBackend(place.ws);
  const backend: Partial<Backend> = {
    ...real,
    async receipt(text) {
      return { ...(await real.receipt(text)), recount: { value: 1, equal: false } };
    },
  };
  const { statusCode, type, body } = await get(cell, { backend });
  expect([statusCode, type]).toEqual([500, "application/problem+json"]);
  expect(body["type"]).toBe("urn:tidemark:problem:integrity");
  expect(body["detail"]).toContain("is 2 in the answer, but 1 by a recount");
});

test("why a metric moved comes over HTTP, and by user only with the session's token", async () => {
  const week = "/v1/explain?metric=wau&from=2026-01-05&to=2026-01-12";
  const { statusCode, body } = await get(`${week}&by=platform`);
  expect(statusCode).toBe(200);
  expect(explanationSchema.safeParse(body).error).toBeUndefined();
  expect(body["totals"]).toMatchObject({ before: 0, now: 2, turnover: { new: 2, resurrected: 0, dormant: 0 } });
  expect((await get(`${week}&by=user_id`)).statusCode).toBe(401);
});
