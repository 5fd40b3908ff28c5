import { afterAll, beforeAll, expect, test } from "vitest";
import { catalogue } from "../../src/metrics/catalogue.ts";
import { choosableEvents, subjectOf } from "../../src/metrics/metric.ts";
import { makePlace, type Place } from "./place.ts";

// Ann is new in March, of Germany; Ben came in February already, and is of France; Cleo is gone before March.
const events = [
  "user_id,event_name,occurred_at,country",
  "cleo,editor_opened,2026-01-10T10:00:00Z,US",
  "ben,editor_opened,2026-02-20T10:00:00Z,FR",
  "ben,editor_opened,2026-03-05T10:00:00Z,FR",
  "ann,editor_opened,2026-03-06T10:00:00Z,DE",
  ...[1, 2, 3, 4, 5].map((hour) => `cleo,Other,2026-01-10T0${hour}:00:00Z,US`),
  "",
].join("\n");

let place: Place;
beforeAll(async () => {
  place = await makePlace();
  await place.events(events, "2026-04-05T00:00:00Z");
  await place.load();
});
afterAll(() => place.clear());

const ofActivity = catalogue.filter((metric) => {
  const { kind } = metric.measure;
  const looksFurther = kind === "trailing_users";
  return subjectOf(metric) === "activity" && choosableEvents(metric.measure) === "activity" && !looksFurther;
});

test.each(ofActivity)("$name has a row for every group that was active in the range", async (metric) => {
  for (const where of [[], ["event_name=editor_opened"]]) {
    const grain = metric.fixedGrain === null ? { grain: "month" } : {};
    const range =
      metric.fixedGrain === "quarter" || metric.fixedGrain === "year" ? {} : { from: "2026-03", to: "2026-04" };
    const { rows } = await place.ask({ metrics: [metric.name], by: ["country"], where, ...grain, ...range });
    const groups = new Set(rows.map((row) => row["country"]));
    expect([...groups], where.join()).toEqual("from" in range ? ["DE", "FR"] : ["DE", "FR", "US"]);
  }
});

test("events that are called Other are told with the rest and take no place among the greatest", async () => {
  const { rows } = await place.ask({ metrics: ["events"], grain: "total", by: ["event_name"], top: "1" });
  expect(rows.map((row) => [row["event_name"], row["events"]])).toEqual([
    ["Other", 5],
    ["editor_opened", 4],
  ]);
});

test("of equal groups the first by name is kept, and the first metric decides which are the greatest", async () => {
  const asked = { grain: "total", by: ["country"], top: "1" };
  const countries = async (question: Parameters<Place["ask"]>[0]) =>
    (await place.ask({ ...asked, ...question })).rows.map(({ country }) => country);
  expect(await countries({ metrics: ["events"], from: "2026-03", to: "2026-04" })).toEqual(["DE", "Other"]);
  expect(await countries({ metrics: ["events", "active_users"] })).toEqual(["Other", "US"]);
  expect(await countries({ metrics: ["active_users", "events"] })).toEqual(["DE", "Other"]);
});

test("places that are free are filled with groups that only another metric knows", async () => {
  const asked = { metrics: ["projects_exported", "events"], grain: "total", by: ["country"], top: "2" };
  const { rows } = await place.ask(asked);
  expect(rows.map((row) => [row["country"], row["projects_exported"], row["events"]])).toEqual([
    ["DE", 0, 1],
    ["FR", 0, 2],
    ["Other", 0, 6],
  ]);
});
