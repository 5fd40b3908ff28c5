import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { makePlace, type Place } from "./place.ts";

/** Answers that a stranger found wrong once, each by the smallest rows that show it. */
const places: Place[] = [];
afterEach(async () => {
  for (const place of places.splice(0)) await place.clear();
});

async function placeWith(events: readonly string[], options: Parameters<typeof makePlace>[0] = {}): Promise<Place> {
  const place = await makePlace(options);
  places.push(place);
  const rows = events.map((event, i) => `${i},${event}`);
  await place.events(["event_id,user_id,event_name,occurred_at,platform", ...rows, ""].join("\n"), "2026-01-20");
  await place.load();
  return place;
}

async function placeOf(versions: readonly string[], options: Parameters<typeof makePlace>[0] = {}): Promise<Place> {
  const place = await makePlace(options);
  places.push(place);
  const header =
    "subscription_id,user_id,valid_from,valid_to,unit_price_minor,billing_interval,currency,status,quantity";
  await place.subscriptions([header, ...versions, ""].join("\n"), "2026-06-01");
  await place.load();
  return place;
}

describe("activity", () => {
  const leap = [
    "a,editor_opened,2023-02-28T08:00:00Z,web",
    "a,editor_opened,2024-02-28T08:00:00Z,web",
    "b,editor_opened,2024-02-29T08:00:00Z,web",
  ];

  test("the year before a range that ends on 29 February is as long as the range", async () => {
    const place = await placeWith(leap);
    const question = { metrics: ["events"], from: "2024-02-28", to: "2024-02-29", compare: "previous_year" };
    expect((await place.ask(question)).comparison).toMatchObject({
      from: "2023-02-28",
      to: "2023-03-01",
      totals: { events: 1 },
    });
  });

  test("three hours are compared with the three hours before", async () => {
    const place = await placeWith([
      "a,editor_opened,2026-01-05T00:30:00Z,web",
      "a,editor_opened,2026-01-06T08:30:00Z,web",
      "a,editor_opened,2026-01-06T10:30:00Z,web",
    ]);
    const answer = await place.ask({
      metrics: ["events"],
      grain: "hour",
      from: "2026-01-06T10:00:00Z",
      to: "2026-01-06T13:00:00Z",
      compare: "previous",
    });
    expect(answer.comparison).toMatchObject({
      from: "2026-01-06T07:00:00Z",
      to: "2026-01-06T10:00:00Z",
      totals: { events: 1 },
    });
    expect(answer.comparison?.rows.map((row) => row["events"])).toEqual([0, 1, 0]);
  });

  test("by default another timezone is asked for all of the data", async () => {
    const place = await placeWith([
      "a,editor_opened,2026-01-05T02:00:00Z,web",
      "b,editor_opened,2026-01-06T23:30:00Z,web",
    ]);
    for (const timezone of ["America/New_York", "Asia/Tokyo"]) {
      expect((await place.ask({ metrics: ["events", "active_users"], timezone })).totals).toEqual({
        events: 2,
        active_users: 2,
      });
    }
  });

  test("a platform that is called Unknown is a missing one, in groups and in filters", async () => {
    const place = await placeWith([
      "a,editor_opened,2026-01-05T02:00:00Z,Unknown",
      "b,editor_opened,2026-01-05T03:00:00Z,",
    ]);
    const { rows } = await place.ask({ metrics: ["events"], grain: "total", by: ["platform"] });
    expect(rows.map((row) => [row["platform"], row["events"]])).toEqual([["Unknown", 2]]);
    expect((await place.ask({ metrics: ["events"], where: ["platform=Unknown"] })).totals).toEqual({ events: 2 });
  });

  test("an import without rows still says until when there were none", async () => {
    const place = await placeWith(["a,editor_opened,2026-01-05T02:00:00Z,web"]);
    await place.events("event_id,user_id,event_name,occurred_at,platform\n", "2026-03-01");
    await place.load();
    const { rows } = await place.ask({ metrics: ["events"], grain: "month" });
    expect(rows.map((row) => [row["period"], row["state"], row["events"]])).toEqual([
      ["2026-01-01", "closed", 1],
      ["2026-02-01", "provisional", 0],
    ]);
  });

  test("trailing windows by hour are refused beyond 31 days", async () => {
    const place = await placeWith(["a,editor_opened,2026-01-05T02:00:00Z,web"]);
    const question = { metrics: ["wau_7d"], grain: "hour", from: "2025-12-01", to: "2026-01-05" };
    await expect(place.ask(question)).rejects.toMatchObject({
      code: "usage",
      message: expect.stringContaining("31 days"),
    });
  });

  test("an offset that no place on earth has is no instant", async () => {
    const place = await placeWith(["a,editor_opened,2026-01-05T02:00:00Z,web"]);
    await expect(
      place.events("event_id,user_id,event_name,occurred_at\n9,a,x,2026-01-05T02:00:00+25:00\n"),
    ).rejects.toMatchObject({
      code: "data_quality",
      message: expect.stringContaining("not an instant"),
    });
  });

  test("a conflicting body stands in quarantine with its reason", async () => {
    const place = await placeWith(["a,editor_opened,2026-01-05T02:00:00Z,web"]);
    await place.events("event_id,user_id,event_name,occurred_at\n0,mallory,editor_opened,2026-01-05T02:00:00Z\n");
    expect(await place.load()).toMatchObject({ conflicts: 1, duplicates: 0 });
    const [line] = (await readFile(join(place.ws.quarantineDir, "conflicts.jsonl"), "utf8")).trim().split("\n");
    expect(JSON.parse(line ?? "")).toMatchObject({
      line: 1,
      column: "event_id",
      reason: expect.stringContaining("conflict"),
      raw: expect.stringContaining("mallory"),
    });
  });
});

describe("subscriptions", () => {
  test.each([
    [
      "currency",
      ["s1,u1,2026-01-05,2026-02-05,10000,month,USD,active,1", "s1,u1,2026-02-05,,9000,month,EUR,active,1"],
      [
        ["EUR", 108_000],
        ["USD", 0],
      ],
    ],
    [
      "user_id",
      ["s1,u1,2026-01-05,2026-02-05,10000,month,USD,active,1", "s1,u2,2026-02-05,,10000,month,USD,active,1"],
      [
        ["u1", 0],
        ["u2", 120_000],
      ],
    ],
  ])(
    "a subscription that goes on under another %s leaves nothing standing under the old",
    async (dimension, versions, standing) => {
      const place = await placeOf(versions);
      const { rows } = await place.ask({ metrics: ["gross_arr"], from: "2026-03", to: "2026-04", by: [dimension] });
      expect(rows.map((row) => [row[dimension], row["gross_arr"]])).toEqual(standing);
    },
  );

  test("who comes back with another subscription after a pause is regained, who resumes the same is not", async () => {
    const place = await placeOf([
      "s1,u1,2026-01-05,2026-02-05,10000,month,USD,active,1",
      "s1,u1,2026-02-05,2026-02-20,10000,month,USD,paused,1",
      "s1,u1,2026-02-20,,10000,month,USD,ended,1",
      "s2,u1,2026-04-10,,5000,month,USD,active,1",
      "s3,u2,2026-01-05,2026-02-05,10000,month,USD,active,1",
      "s3,u2,2026-02-05,2026-04-10,10000,month,USD,paused,1",
      "s3,u2,2026-04-10,,10000,month,USD,active,1",
    ]);
    const { rows } = await place.ask({ metrics: ["gross_new_arr"], from: "2026-04", to: "2026-05", by: ["user_id"] });
    expect(rows.map((row) => [row["user_id"], row["gross_new_arr"]])).toEqual([["u1", 60_000]]);
  });

  test("a subscription that resumes on the day another ends does not replace it", async () => {
    const place = await placeOf([
      "b1,a,2026-01-01,2026-02-10T12:00:00Z,10000,month,USD,active,1",
      "b2,a,2025-12-01,2026-01-01,1000,month,USD,active,1",
      "b2,a,2026-01-01,2026-02-10T08:00:00Z,1000,month,USD,paused,1",
      "b2,a,2026-02-10T08:00:00Z,,1000,month,USD,active,1",
    ]);
    expect((await place.ask({ metrics: ["cancel_arr"], from: "2026-02", to: "2026-03" })).totals).toEqual({
      cancel_arr: 120_000,
    });
  });

  test("a range of instants counts the ARR of these instants", async () => {
    const place = await placeOf([
      "s1,a,2026-01-01,2026-01-20T18:00:00Z,10000,month,USD,active,1",
      "s2,b,2026-01-10T08:00:00Z,,10000,month,USD,active,1",
      "s3,c,2026-01-10T18:00:00Z,,1000,month,USD,active,1",
    ]);
    const range = { from: "2026-01-10T12:00:00Z", to: "2026-01-20T12:00:00Z", grain: "total" };
    const { totals } = await place.ask({ metrics: ["gross_arr", "gross_new_arr", "cancel_arr"], ...range });
    expect(totals).toEqual({ gross_arr: 252_000, gross_new_arr: 12_000, cancel_arr: 0 });
  });

  test("money that cannot be counted exactly is kept out, with the row's line", async () => {
    await expect(placeOf(["s1,a,2026-01-01,,10000,month,USD,active,9007199254740991"])).rejects.toMatchObject({
      code: "data_quality",
      message: expect.stringContaining("more money than can be counted exactly"),
    });
  });

  test("amounts that are all 0 are in the currency that was asked for, or in none", async () => {
    const place = await placeOf([
      "s1,a,2026-01-01,,10000,month,EUR,active,1",
      "s2,b,2026-01-01,,10000,month,USD,active,1",
    ]);
    const currencyOf = async (where: readonly string[]) =>
      (await place.ask({ metrics: ["cancel_arr"], where })).columns.find(({ name }) => name === "cancel_arr")?.currency;
    expect([await currencyOf(["currency=USD"]), await currencyOf(["currency=GBP"]), await currencyOf([])]).toEqual([
      "USD",
      "GBP",
      undefined,
    ]);
  });

  test("the first day of subscriptions is a day of the workspace's timezone", async () => {
    const place = await placeOf(["s1,a,2026-01-01,,10000,month,EUR,active,1"], { timezone: "Europe/Berlin" });
    expect((await place.ask({ metrics: ["gross_arr"] })).question.from).toBe("2026-01-01");
  });

  test("versions that overlap are cut, and the load says how many", async () => {
    const place = await makePlace();
    places.push(place);
    await place.subscriptions(
      "subscription_id,user_id,valid_from,valid_to,unit_price_minor,billing_interval\ns1,a,2026-01-01,2026-03-01,1000,month\ns1,a,2026-02-01,,2000,month\n",
    );
    expect((await place.load()).warnings.join(" ")).toContain("1 subscription versions");
  });
});
