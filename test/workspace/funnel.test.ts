import { afterAll, beforeAll, expect, test } from "vitest";
import { workspaceBackend } from "../../src/serve/backend.ts";
import { funnelRoute } from "../../src/serve/routes/funnel.ts";
import { explainFunnelSql, funnel, type FunnelText } from "../../src/workspace/funnel.ts";
import { host, testServer } from "../serve/test-server.ts";
import { makePlace, type Place } from "./place.ts";

/**
 * Ten rows, answers in the head. ann takes all steps at her second attempt; bob stops; eve's window has not ended by the
 * data's end; max takes the last step one microsecond late.
 */
const events = [
  "event_id,user_id,event_name,occurred_at,platform,properties.source",
  "1,ann,open,2026-01-01T10:00:00Z,web,ad",
  "2,ann,open,2026-01-03T10:00:00Z,ios,mail",
  "3,ann,create,2026-01-03T10:10:00Z,ios,mail",
  "4,ann,export,2026-01-03T11:00:00Z,ios,mail",
  "5,bob,open,2026-01-04T10:00:00Z,web,ad",
  "6,bob,create,2026-01-04T10:30:00Z,web,ad",
  "7,max,open,2026-01-05T10:00:00Z,web,",
  "8,max,create,2026-01-05T11:00:00.000001Z,web,",
  "9,eve,open,2026-01-08T23:30:00Z,web,ad",
  "10,eve,create,2026-01-08T23:40:00Z,web,ad",
  "",
].join("\n");

const steps = ["open", "create", "export"];
let place: Place;

beforeAll(async () => {
  place = await makePlace({ timezone: "Europe/Berlin" });
  await place.events(events, "2026-01-09T00:00:00Z");
  await place.load();
});
afterAll(() => place.clear());

async function users(text: Partial<FunnelText>): Promise<readonly number[]> {
  const { rows } = await funnel(place.ws, { steps, window: "1h", ...text });
  return rows.map((row) => row.users);
}

test("each step has its users, their share of those who entered, and the time from the step before", async () => {
  const answer = await funnel(place.ws, { steps, window: "1h" });
  expect(answer.rows).toEqual([
    { step: 1, event: "open", users: 3, conversion: 1, medianSeconds: null, averageSeconds: null },
    { step: 2, event: "create", users: 2, conversion: 2 / 3, medianSeconds: 1_200, averageSeconds: 1_200 },
    { step: 3, event: "export", users: 1, conversion: 1 / 3, medianSeconds: 3_000, averageSeconds: 3_000 },
  ]);
  expect(answer.totals).toEqual({ users: 3, conversion: 1 / 3 });
  expect(answer.question).toEqual({
    kind: "funnel",
    steps,
    windowSeconds: 3_600,
    order: "ordered",
    ties: "order",
    maturing: "exclude",
    from: "2026-01-01",
    to: "2026-01-10",
    where: [],
    timezone: "Europe/Berlin",
  });
  expect(answer.warnings).toEqual([]);
});

test("attempts whose window reaches beyond the data count when they are asked for, converted or not", async () => {
  expect(await users({ maturing: "include" })).toEqual([4, 3, 1]);
  // eve's window of half an hour ends with the data.
  expect(await users({ window: "30m" })).toEqual([4, 3, 0]);
});

test("the window ends with its last microsecond", async () => {
  expect(await users({ steps: ["open", "create"], window: "3600s" })).toEqual([3, 2]);
  expect(await users({ steps: ["open", "create"], window: "3601s" })).toEqual([3, 3]);
});

test("entries are clipped to the range, the steps after them are not", async () => {
  expect(await users({ from: "2026-01-03T10:00:00Z", to: "2026-01-03T10:00:01Z" })).toEqual([1, 1, 1]);
  expect(await users({ from: "2026-01-03T10:00:00.000001Z" })).toEqual([2, 1, 0]);
  expect(await users({ from: "2026-02", to: "2026-03" })).toEqual([0, 0, 0]);
  const { rows } = await funnel(place.ws, { steps, from: "2026-02", to: "2026-03" });
  expect(rows.map(({ conversion }) => conversion)).toEqual([null, null, null]);
});

test("filters hold for every step, by any dimension of an event", async () => {
  expect(await users({ where: ["platform=web"] })).toEqual([3, 1, 0]);
  expect(await users({ where: ["properties.source=mail"] })).toEqual([1, 1, 1]);
  expect(await users({ where: ["user_type=new"] })).toEqual([3, 1, 0]);
});

test("steps in any order count whoever took so many of them, and name no event", async () => {
  const { rows } = await funnel(place.ws, { steps: ["export", "create", "open"], order: "any", window: "1h" });
  expect(rows.map((row) => [row.event, row.users])).toEqual([
    [null, 3],
    [null, 2],
    [null, 1],
  ]);
});

test("a step that nobody ever took is said to be unheard of", async () => {
  const { warnings } = await funnel(place.ws, { steps: ["open", "crate"] });
  expect(warnings).toEqual(['No event is called "crate".']);
});

test("the SQL that would run is told for every engine", async () => {
  const statements = await explainFunnelSql(place.ws, { steps });
  expect(statements.map(({ dialect }) => dialect)).toEqual(["duckdb", "postgres", "redshift", "clickhouse"]);
});

test("over HTTP the same funnel has the same answer, once per generation", async () => {
  const server = testServer({ backend: workspaceBackend(place.ws) });
  const url = "/v1/funnel?step=open&step=create&step=export&window=1h";
  const sent = await server.inject({ url, headers: { host } });
  expect(sent.statusCode).toBe(200);
  expect(funnelRoute.answer.parse(sent.json())).toEqual(await funnel(place.ws, { steps, window: "1h" }));
  const again = await server.inject({ url, headers: { host, "if-none-match": String(sent.headers["etag"]) } });
  expect(again.statusCode).toBe(304);
  for (const wrong of ["/v1/funnel", "/v1/funnel?step=open&window=soon", "/v1/funnel?step=open&steps=create"]) {
    expect((await server.inject({ url: wrong, headers: { host } })).statusCode).toBe(400);
  }
  await server.close();
});
