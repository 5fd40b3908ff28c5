import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Answer } from "../../src/metrics/answer.ts";
import type { Explanation } from "../../src/metrics/explain/explanation.ts";
import type { Receipt } from "../../src/metrics/receipt/receipt.ts";
import { workspaceBackend } from "../../src/serve/backend.ts";
import { cellOf } from "../../src/web/evidence/cell.ts";
import { movedNumber } from "../../src/web/evidence/moved-number.ts";
import { receiptPath } from "../../src/web/evidence/receipt-path.ts";
import { host, testServer } from "../serve/test-server.ts";
import { makePlace, type Place } from "../workspace/place.ts";

let place: Place;
let app: ReturnType<typeof testServer>;
beforeAll(async () => {
  vi.stubGlobal("window", { location: { origin: `http://${host}` } });
  place = await makePlace();
  const days = [
    ["US", "2026-01-06 2026-01-08 2026-01-11 2026-01-12 2026-01-13 2026-01-16"],
    ["DE", "2026-01-06 2026-01-09 2026-01-13 2026-01-20 2026-01-21"],
    ["FR", "2026-01-07 2026-01-10 2026-01-11 2026-01-20 2026-01-20 2026-01-21"],
    ["BR", "2026-01-05 2026-01-07 2026-01-08 2026-01-09 2026-01-19 2026-01-20"],
  ];
  const rows = days.flatMap(([country = "", active = ""]) =>
    active.split(" ").map((day, i) => `${country}${i % 3},project_exported,${day}T08:00:00Z,${country}\n`),
  );
  // Three days of the week from 19 January are complete.
  await place.events(`user_id,event_name,occurred_at,country\n${rows.join("")}`, "2026-01-22T06:00:00Z");
  await place.load();
  app = testServer({ backend: workspaceBackend(place.ws) });
});
afterAll(async () => {
  vi.unstubAllGlobals();
  await place.clear();
});

async function get<T>(url: string): Promise<T> {
  const { statusCode, body } = await app.inject({ url, headers: { host } });
  expect(statusCode, `${url}: ${body}`).toBe(200);
  return JSON.parse(body) as T;
}

/** What the dashboard's receipt of each number counts again, by the number's pointer; null where it has none. */
async function provenNumbers(path: string) {
  const answer = await get<Answer>(path);
  const { metrics } = await get<{ metrics: readonly { name: string; grains: readonly never[] }[] }>("/v1/metrics");
  const { rows, totals, comparison } = answer;
  const numbers = [
    ...answer.question.metrics.flatMap((metric) => rows.map((_, i) => `/rows/${i}/${metric}`)),
    ...answer.question.metrics.flatMap(
      (metric) => comparison?.rows.map((_, i) => `/comparison/rows/${i}/${metric}`) ?? [],
    ),
    ...Object.keys(totals).map((metric) => `/totals/${metric}`),
    ...Object.keys(comparison?.totals ?? {}).map((metric) => `/comparison/totals/${metric}`),
    ...Object.keys(comparison?.changeRate ?? {}).map((metric) => `/comparison/changeRate/${metric}`),
  ];
  const proven: Record<string, unknown> = {};
  for (const pointer of numbers) {
    const cell = cellOf(answer, { path, pointer });
    if (cell === null) continue;
    const receipt = receiptPath(
      answer,
      { path, pointer },
      { cell, metric: metrics.find(({ name }) => name === cell.name) },
    );
    if (receipt === null) {
      proven[pointer] = null;
      continue;
    }
    const { recount } = await get<Receipt>(receipt);
    expect([pointer, receipt, recount]).toEqual([pointer, receipt, { value: cell.value, equal: true }]);
    proven[pointer] = recount.value;
  }
  return proven;
}

const open = "from=2026-01-19&to=2026-01-26&compare=previous";

test("what an open range is compared with is proven for the days that were compared", async () => {
  for (const grain of ["total", "day"]) {
    const proven = await provenNumbers(`/v1/query?metric=events&metric=active_users&grain=${grain}&${open}`);
    // From 12 to 14 January; the whole week has 4.
    expect(proven).toMatchObject({ "/comparison/totals/events": 3, "/comparison/totals/active_users": 3 });
    expect(proven["/comparison/changeRate/events"]).toBeNull();
    if (grain === "day")
      expect(proven).toMatchObject({ "/comparison/rows/1/events": 2, "/comparison/rows/4/events": null });
  }
});

test("the first days of a calendar week have no receipt: none of its answers shows them", async () => {
  const proven = await provenNumbers(`/v1/query?metric=wau&${open}`);
  expect(proven).toEqual({
    "/rows/0/wau": 7,
    "/totals/wau": 7,
    "/comparison/rows/0/wau": null,
    "/comparison/totals/wau": null,
    "/comparison/changeRate/wau": null,
  });
});

test("a group is proven in the range before, whatever its rank was there", async () => {
  const week = "from=2026-01-12&to=2026-01-19&compare=previous";
  for (const asked of ["&top=1", "&where=country=DE&where=country=US", "&where=country!=US&top=2"]) {
    const proven = await provenNumbers(`/v1/query?metric=events&grain=week&by=country&${week}${asked}`);
    expect(proven).toMatchObject({ "/comparison/rows/0/events": expect.any(Number) as number });
  }
});

test("all that a change is made of is proven, of the whole and of each segment", async () => {
  const { metrics } = await get<{ metrics: readonly { name: string; grains: readonly never[] }[] }>("/v1/metrics");
  const week = "from=2026-01-12&to=2026-01-19&compare=previous&by=country";
  for (const asked of [`metric=wau&${week}`, `metric=events&${week}`, `metric=wau&${week}&where=country!=US`]) {
    const path = `/v1/explain?${asked}`;
    const answer = await get<Explanation>(path);
    const metric = metrics.find(({ name }) => name === answer.question.metric);
    for (const at of ["/totals", ...answer.rows.map((_, i) => `/rows/${i}`)]) {
      const change = movedNumber(answer, { path, pointer: `${at}/change` }, metric);
      expect(change?.receipt).toBeNull();
      expect(change?.parts.map(({ title }) => title)).toEqual(
        metric?.name === "wau" ? ["Before", "New", "Back", "Gone", "Now"] : ["Before", "Now"],
      );
      for (const { address, value } of change?.parts ?? []) {
        const receipt = movedNumber(answer, address, metric)?.receipt ?? "";
        const { recount } = await get<Receipt>(receipt);
        expect([receipt, recount]).toEqual([receipt, { value, equal: true }]);
      }
    }
  }
});

test("what an unfinished week was and is has no receipt; who came and went until then has one", async () => {
  const path = `/v1/explain?metric=wau&${open}&by=country`;
  const answer = await get<Explanation>(path);
  const receipts = ["before", "now", "turnover/new"].map((part) => {
    return movedNumber(answer, { path, pointer: `/totals/${part}` }, { grains: ["week"] })?.receipt;
  });
  expect(receipts).toEqual([null, null, expect.stringContaining("explain.wau.new")]);
  const { recount } = await get<Receipt>(receipts[2] ?? "");
  expect(recount).toEqual({ value: answer.totals.turnover?.new, equal: true });
});
