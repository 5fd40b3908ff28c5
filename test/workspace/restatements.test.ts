import { afterEach, expect, test } from "vitest";
import { arr } from "../../src/workspace/arr.ts";
import { funnel } from "../../src/workspace/funnel.ts";
import { lifecycle } from "../../src/workspace/lifecycle.ts";
import { restatements } from "../../src/workspace/restatements.ts";
import { retention } from "../../src/workspace/retention.ts";
import { stickiness } from "../../src/workspace/stickiness.ts";
import { makePlace, type Place } from "./place.ts";

const places: Place[] = [];
afterEach(async () => {
  for (const place of places.splice(0)) await place.clear();
});

const header = "event_id,user_id,event_name,occurred_at,received_at,platform";
const csv = (...rows: readonly string[]) => [header, ...rows, ""].join("\n");
const opened = (id: string, user: string, at: string) => `${id},${user},editor_opened,${at},2026-02-01T00:00:00Z,web`;

/** Two weeks from Monday 5 January, complete until the middle of the third. */
async function twoWeeks(): Promise<Place> {
  const place = await makePlace();
  places.push(place);
  await place.events(
    csv(
      opened("a1", "ann", "2026-01-05T10:00:00Z"),
      opened("a2", "ann", "2026-01-13T10:00:00Z"),
      opened("b1", "bob", "2026-01-14T10:00:00Z"),
      opened("c1", "cem", "2026-01-20T10:00:00Z"),
    ),
    "2026-01-21T12:00:00Z",
  );
  await place.load();
  return place;
}

test("late events of a complete week are told, logged and marked; the open week is not", async () => {
  const place = await twoWeeks();
  expect(await restatements(place.ws)).toEqual([]);
  const before = await place.ask({ metrics: ["wau", "events"] });
  expect(before.rows.every((row) => !("restated" in row))).toBe(true);
  await place.events(
    csv(
      opened("l1", "dea", "2026-01-06T10:00:00Z"),
      opened("l2", "ann", "2026-01-07T10:00:00Z"),
      opened("a1", "ann", "2026-01-05T10:00:00Z"),
      opened("l3", "dea", "2026-01-21T10:00:00Z"),
    ),
    "2026-01-22T12:00:00Z",
  );
  expect(await place.load()).toMatchObject({
    rebuilt: null,
    duplicates: 1,
    restated: ["week 2026-W02 moved +2 events: 2 late, 1 deduplicated"],
  });
  const log = await restatements(place.ws);
  const weekly = { generation: 2, grain: "week", late: 2, deduplicated: 1, cause: "2 late, 1 deduplicated" };
  expect(log.filter(({ grain }) => grain === "week")).toEqual(
    [
      { ...weekly, metric: "active_users", period: "2026-01-05", before: 1, after: 2 },
      { ...weekly, metric: "editor_opens", period: "2026-01-05", before: 1, after: 3 },
      { ...weekly, metric: "events", period: "2026-01-05", before: 1, after: 3 },
      { ...weekly, metric: "new_users", period: "2026-01-05", before: 1, after: 2 },
    ].map((row) => expect.objectContaining(row)),
  );
  // Not January, which is open; windows of 7 days that end from the 6th to the 13th.
  expect(log.map(({ grain }) => grain)).not.toContain("month");
  expect(log.filter(({ metric }) => metric === "wau_7d").map(({ period }) => period.slice(8))).toEqual(
    ["06", "07", "08", "09", "10", "11", "12", "13"].filter((day) => day !== "13"),
  );
  const { rows } = await place.ask({ metrics: ["wau", "events"] });
  expect(rows).toEqual([
    { period: "2026-01-05", state: "closed", wau: 2, events: 3, restated: true },
    { period: "2026-01-12", state: "closed", wau: 2, events: 2 },
    { period: "2026-01-19", state: "open", wau: 2, events: 2 },
  ]);
  // Another metric of the week that did not move is not marked by it.
  const exporters = await place.ask({ metrics: ["exporters"], grain: "week" });
  expect(exporters.rows.some((row) => "restated" in row)).toBe(false);
});

test("rows of a lifecycle, retention, stickiness and funnel are marked where late events touch what they count", async () => {
  const place = await twoWeeks();
  const steps = ["editor_opened", "project_exported"];
  const weeks = { grain: "week", from: "2026-01-05", to: "2026-01-26" };
  const late = { grain: "week", from: "2026-01-19", to: "2026-01-26" };
  const asked = async () => ({
    lifecycle: (await lifecycle(place.ws, weeks)).rows.map(({ restated }) => restated),
    retention: (await retention(place.ws, { ...weeks, periods: "2" })).rows.map(({ restated }) => restated),
    stickiness: (await stickiness(place.ws, weeks)).rows.map(({ restated }) => restated),
    laterOnly: (await stickiness(place.ws, late)).rows.map(({ restated }) => restated),
    funnel: (await funnel(place.ws, { ...weeks, steps })).rows.map(({ restated }) => restated),
    laterFunnel: (await funnel(place.ws, { ...late, steps })).rows.map(({ restated }) => restated),
    elsewhere: (await lifecycle(place.ws, { ...weeks, timezone: "Asia/Tokyo" })).rows.map(({ restated }) => restated),
  });
  const [unmarked, all] = [
    (count: number) => Array.from({ length: count }, () => undefined),
    (count: number) => Array.from({ length: count }, () => true),
  ];
  const none = { stickiness: unmarked(3), laterOnly: unmarked(1), funnel: unmarked(2), laterFunnel: unmarked(2) };
  const before = { ...none, lifecycle: unmarked(3), retention: unmarked(3), elsewhere: unmarked(3) };
  expect(await asked()).toEqual(before);
  // Of the week from the 12th, somebody new: dormancy of the next week, and the returns of the cohort before, move with it.
  await place.events(csv(opened("l1", "dea", "2026-01-15T10:00:00Z")), "2026-01-22T12:00:00Z");
  await place.load();
  expect(await asked()).toEqual({
    ...before,
    lifecycle: [undefined, true, true],
    retention: [true, true, undefined],
    stickiness: all(3),
    funnel: all(2),
  });
});

test("a corrected event moves two weeks, and what is open or new moves none", async () => {
  const place = await twoWeeks();
  await place.events(
    csv(
      "b1,bob,editor_opened,2026-01-06T10:00:00Z,2026-01-15T00:00:00Z,web",
      opened("n1", "ann", "2026-01-21T13:00:00Z"),
    ),
    "2026-01-22T12:00:00Z",
  );
  expect(await place.load()).toMatchObject({
    rebuilt: null,
    restated: [
      "week 2026-W02 moved +1 events: 1 late, 0 deduplicated",
      "week 2026-W03 moved -1 events: 0 late, 1 deduplicated",
    ],
  });
  await place.events(csv(opened("n2", "ann", "2026-01-22T13:00:00Z")), "2026-01-23T12:00:00Z");
  expect(await place.load()).toMatchObject({ restated: [] });
});

test("aliases that join two users restate their weeks, and a rebuild keeps the log", async () => {
  const place = await twoWeeks();
  await place.aliases("alias_id,user_id\nbob,ann\n");
  const report = await place.load();
  expect(report.rebuilt).toContain("aliases");
  expect(report.restated).toEqual([expect.stringMatching(/^week 2026-W03 moved -1 active_users: new aliases/)]);
  const log = await restatements(place.ws);
  await place.aliases("alias_id,user_id\ncem,ann\n");
  await place.load();
  expect(await restatements(place.ws)).toEqual(expect.arrayContaining([...log]));
});

const billed = (...rows: readonly string[]) =>
  ["subscription_id,user_id,valid_from,valid_to,plan,billing_interval,unit_price_minor,currency", ...rows, ""].join(
    "\n",
  );

test("a cancellation told late moves the ARR of every month it changes, in its currency alone; the open month is not logged", async () => {
  const place = await makePlace();
  places.push(place);
  const [yen, free] = ["b,bob,2026-01-05,,pro,month,1500,JPY", "c,cem,2026-01-06,,pro,month,1000,USD"];
  await place.subscriptions(billed("a,ann,2026-01-05,,pro,month,1000,USD", yen, free), "2026-04-10");
  await place.load();
  const asked = { metrics: ["gross_arr", "cancel_arr", "arpa"], by: ["currency"], grain: "month" };
  const marks = async () => {
    const { rows } = await place.ask({ ...asked, from: "2026-01", to: "2026-05" });
    const waterfall = (await arr(place.ws, { grain: "month", from: "2026-01", to: "2026-05" })).rows;
    expect(waterfall.map((row) => row["restated"])).toEqual(rows.map((row) => row["restated"]));
    return rows.filter((row) => row["restated"] === true).map((row) => `${row["period"]} ${row["currency"]}`);
  };
  expect(await marks()).toEqual([]);
  await place.subscriptions(billed("a,ann,2026-01-05,2026-02-20,pro,month,1000,USD", yen, free), "2026-04-11");
  expect(await place.load()).toMatchObject({
    rebuilt: null,
    restated: [
      "month 2026-02 moved -120.00 USD gross_arr: 1 subscription told otherwise",
      "month 2026-03 moved -120.00 USD gross_arr: 1 subscription told otherwise",
    ],
  });
  const month = { generation: 2, grain: "month", currency: "USD", late: 1, deduplicated: 0 };
  const log = (await restatements(place.ws)).filter(({ grain }) => grain === "month");
  expect(log).toEqual(
    [
      { ...month, metric: "cancel_arr", period: "2026-02-01", before: 0, after: 12_000, change: 12_000 },
      { ...month, metric: "gross_arr", period: "2026-02-01", before: 24_000, after: 12_000, change: -12_000 },
      { ...month, metric: "net_arr", period: "2026-02-01", before: 24_000, after: 12_000, change: -12_000 },
      { ...month, metric: "gross_arr", period: "2026-03-01", before: 24_000, after: 12_000, change: -12_000 },
      { ...month, metric: "net_arr", period: "2026-03-01", before: 24_000, after: 12_000, change: -12_000 },
    ].map((row) => expect.objectContaining(row)),
  );
  expect(await marks()).toEqual(["2026-02-01 USD", "2026-03-01 USD"]);
  // A metric that the log follows is marked by itself alone: nothing was cancelled in March, before or after.
  const cancelled = await place.ask({
    metrics: ["cancel_arr"],
    where: ["currency=USD"],
    from: "2026-01",
    to: "2026-04",
  });
  expect(cancelled.rows.map(({ restated }) => restated)).toEqual([undefined, true, undefined]);
  const inYen = await place.ask({ metrics: ["gross_arr"], where: ["currency=JPY"], from: "2026-01", to: "2026-04" });
  expect(inYen.rows.some((row) => "restated" in row)).toBe(false);
  await place.subscriptions(billed("a,ann,2026-01-05,2026-02-20,pro,month,1000,USD", yen, free), "2026-04-12");
  expect(await place.load()).toMatchObject({ restated: [] });
});
