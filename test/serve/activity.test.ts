import { afterAll, beforeAll, expect, test } from "vitest";
import { workspaceBackend } from "../../src/serve/backend.ts";
import { routes } from "../../src/serve/routes.ts";
import { makePlace, type Place } from "../workspace/place.ts";
import { host, testServer } from "./test-server.ts";

let place: Place;
beforeAll(async () => {
  place = await makePlace();
  const rows = [
    "ann,editor_opened,2026-01-05T10:00:00Z",
    "ann,editor_opened,2026-01-06T10:00:00Z",
    "ben,editor_opened,2026-01-05T10:00:00Z",
    "ben,editor_opened,2026-01-07T10:00:00Z",
  ];
  await place.events(`user_id,event_name,occurred_at\n${rows.join("\n")}\n`, "2026-01-08T00:00:00Z");
  await place.load();
});
afterAll(() => place.clear());

interface Body {
  readonly question: { readonly kind: string };
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly totals: Readonly<Record<string, unknown>>;
}

/** The answer to a path, which must be as its own description says. */
async function get(url: string): Promise<Body> {
  const app = testServer({ backend: workspaceBackend(place.ws) });
  const { statusCode, body } = await app.inject({ url, headers: { host } });
  expect([statusCode, body.slice(0, 200)]).toEqual([200, expect.any(String)]);
  const answer: unknown = JSON.parse(body);
  const route = routes.find(({ path }) => path === url.split("?")[0]);
  expect(route?.answer.safeParse(answer).error).toBeUndefined();
  return answer as Body;
}

test("the lifecycle comes over HTTP, day by day", async () => {
  const { rows, totals } = await get("/v1/lifecycle?grain=day");
  expect(rows.map((row) => [row["new"], row["returning"], row["resurrected"], row["dormant"]])).toEqual([
    [2, 0, 0, 0],
    [0, 1, 0, 1],
    [0, 0, 1, 1],
  ]);
  expect(rows.every((row) => row["history_incomplete"] === true)).toBe(true);
  expect(totals).toEqual({ new: 2, returning: null, resurrected: null, dormant: null });
});

test("retention comes over HTTP, and cohorts not yet that far are left out of its overall row", async () => {
  const { rows, totals } = await get("/v1/retention?cohort=every_active&periods=3");
  expect(rows.map(({ values, complete }) => [values, complete])).toEqual([
    [
      [2, 1, 1],
      [true, true, true],
    ],
    [
      [1, 0, 0],
      [true, true, false],
    ],
    [
      [1, 0, 0],
      [true, false, false],
    ],
  ]);
  expect(totals).toEqual({ size: 4, values: [4, 1, 1], exposed: [4, 3, 2], rates: [1, 1 / 3, 1 / 2] });
});

test("the stickiness histogram comes over HTTP, every number of days from 1", async () => {
  const { rows, totals } = await get("/v1/stickiness");
  expect(rows).toEqual([
    { activePeriods: 1, users: 0 },
    { activePeriods: 2, users: 2 },
    { activePeriods: 3, users: 0 },
  ]);
  expect(totals).toEqual({ users: 2 });
});
