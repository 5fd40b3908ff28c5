import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { explain } from "../../src/workspace/explain.ts";
import { receipt } from "../../src/workspace/receipt.ts";
import { retention } from "../../src/workspace/retention.ts";
import { makePlace, type Place } from "./place.ts";

/** Ten events of four people over three weeks; every expectation below can be counted by eye. */
const rows = [
  "event_id,user_id,event_name,occurred_at,platform,country",
  "1,ann,editor_opened,2026-01-05T09:00:00Z,web,DE",
  "2,ann,project_created,2026-01-05T09:05:00Z,web,DE",
  "3,bob,editor_opened,2026-01-06T10:00:00Z,ios,US",
  "4,ann,project_exported,2026-01-12T09:00:00Z,ios,DE",
  "5,cyd,project_created,2026-01-13T12:00:00Z,web,US",
  "6,cyd,project_created,2026-01-13T12:01:00Z,web,US",
  "7,bob,project_exported,2026-01-19T08:00:00Z,web,US",
  "8,dee,page_viewed,2026-01-20T08:00:00Z,,",
  "9,dee,editor_opened,2026-01-21T08:00:00Z,,",
  "10,ann,editor_opened,2026-01-21T23:59:59Z,web,DE",
  "",
].join("\n");

let place: Place;
beforeAll(async () => {
  place = await makePlace();
  await place.events(rows, "2026-01-22T12:00:00Z");
  await place.load();
});
afterAll(() => place.clear());

const values = async (metric: string, question: Parameters<Place["ask"]>[0] | object = {}) => {
  const { rows: found } = await place.ask({ metrics: [metric], ...question });
  return found.map((row) => row[metric]);
};

describe("answers that can be counted by eye", () => {
  test("weekly actives are distinct people of each calendar week", async () => {
    const answer = await place.ask({ metrics: ["wau"] });
    expect(answer.rows).toEqual([
      { period: "2026-01-05", state: "closed", wau: 2 },
      { period: "2026-01-12", state: "closed", wau: 2 },
      { period: "2026-01-19", state: "open", wau: 3 },
    ]);
    expect(answer.dataThrough.events).toBe("2026-01-22T12:00:00Z");
  });

  test("creators and exporters are people, projects created and exported are events", async () => {
    const range = { grain: "total" };
    expect(await values("creators", range)).toEqual([2]);
    expect(await values("projects_created", range)).toEqual([3]);
    expect(await values("exporters", range)).toEqual([2]);
    expect(await values("projects_exported", range)).toEqual([2]);
  });

  test("a trailing window forgets people on the day after it has passed", async () => {
    expect(await values("wau_7d", { from: "2026-01-05", to: "2026-01-14" })).toEqual([1, 2, 2, 2, 2, 2, 2, 2, 2]);
  });

  test("a trailing window of a week is read on its last complete day, or on its last where none is complete", async () => {
    const asked = { grain: "week", from: "2026-01-20", to: "2026-01-23" };
    expect(await values("wau_7d", { ...asked, weekStart: "monday" })).toEqual([3]);
    expect(await values("wau_7d", { ...asked, weekStart: "thursday", from: "2026-01-22" })).toEqual([0]);
  });

  test("who came on a day before the range begins within it is not new in the range", async () => {
    const asked = { grain: "total", from: "2026-01-05T09:30:00Z", to: "2026-01-07" };
    expect(await values("new_users", asked)).toEqual([1]);
  });

  test("what moved a trailing window is told of as many days as it has", async () => {
    const { totals } = await explain(place.ws, { metric: "wau_7d", from: "2026-01-19", to: "2026-01-20" });
    expect(totals).toMatchObject({ before: 2, now: 2, turnover: { new: 0, resurrected: 1, dormant: 1 } });
  });

  test("the rates of all cohorts are of those that are so far", async () => {
    const found = await retention(place.ws, { grain: "week", periods: "3" });
    expect(found.rows.map(({ values: returned, rates, complete }) => [returned, rates, complete])).toEqual([
      [
        [2, 1, 2],
        [1, 0.5, 1],
        [true, true, false],
      ],
      [
        [1, 0, 0],
        [1, 0, null],
        [true, false, false],
      ],
      [
        [1, 0, 0],
        [1, null, null],
        [false, false, false],
      ],
    ]);
    expect(found.totals).toEqual({ size: 4, values: [3, 1, 0], exposed: [3, 2, 0], rates: [1, 0.5, null] });
  });

  test("a total is of the range itself, also beside a figure that only whole months have", async () => {
    const part = { from: "2026-01-12", to: "2026-01-20" };
    const { totals } = await place.ask({ metrics: ["events"], ...part });
    expect(totals).toEqual({ events: 4 });
    expect((await place.ask({ metrics: ["mau", "events"], ...part })).totals).toEqual({ mau: 4, ...totals });
  });

  test("somebody active on two platforms counts in both groups and once in the total", async () => {
    const answer = await place.ask({ metrics: ["active_users"], grain: "month", by: ["platform"] });
    expect(answer.rows.map((row) => [row["platform"], row["active_users"]])).toEqual([
      ["Unknown", 1],
      ["ios", 2],
      ["web", 3],
    ]);
    expect(answer.totals).toEqual({ active_users: 4 });
    expect(answer.columns.find(({ name }) => name === "active_users")).toMatchObject({
      additive: false,
      overlapping: true,
    });
  });

  test("a filter, its complement and Unknown add up to everything", async () => {
    const counts = await Promise.all(
      ["platform=web", "platform!=web", "platform=Unknown"].map((filter) =>
        values("events", { grain: "total", where: [filter] }),
      ),
    );
    expect(counts.flat()).toEqual([6, 2, 2]);
  });

  test("top 1 keeps the largest group, recounts the rest as Other and leaves Unknown apart", async () => {
    const answer = await place.ask({ metrics: ["active_users"], grain: "total", by: ["platform"], top: "1" });
    expect(answer.rows.map((row) => [row["platform"], row["active_users"]])).toEqual([
      ["Other", 2],
      ["Unknown", 1],
      ["web", 3],
    ]);
  });

  test("a person is new on the first day of activity, and a page view alone is no activity", async () => {
    const answer = await place.ask({
      metrics: ["active_users"],
      by: ["user_type"],
      from: "2026-01-20",
      to: "2026-01-22",
    });
    expect(answer.rows.map((row) => [row["period"], row["user_type"], row["active_users"]])).toEqual([
      ["2026-01-20", "new", 0],
      ["2026-01-20", "returning", 0],
      ["2026-01-21", "new", 1],
      ["2026-01-21", "returning", 1],
    ]);
  });

  test("an open week is compared with as many days of the week before", async () => {
    const answer = await place.ask({ metrics: ["wau"], from: "2026-01-19", to: "2026-01-26", compare: "previous" });
    // Three days are complete: 19 to 21 January against 12 to 14 January.
    expect(answer.comparison).toMatchObject({
      from: "2026-01-12",
      to: "2026-01-19",
      compared: {
        now: { from: "2026-01-19", to: "2026-01-22" },
        before: { from: "2026-01-12", to: "2026-01-15" },
      },
      totals: { wau: 2 },
      changeRate: { wau: 0.5 },
    });
    expect(answer.comparison?.rows).toEqual([{ period: "2026-01-12", state: "closed", wau: 2 }]);
  });

  test("an open year has no total of two years beside it, and no receipt of one", async () => {
    const asked = { metrics: ["yau"], from: "2026-01", to: "2027-01" };
    const { comparison } = await place.ask({ ...asked, compare: "2025-07..2026-07" });
    expect(comparison).toMatchObject({ totals: { yau: null }, changeRate: { yau: null } });
    const ofBoth = receipt(place.ws, { metrics: ["yau"], from: "2025-07", to: "2026-07" });
    await expect(ofBoth).rejects.toThrow(/"yau" has no total over several years/);
    // Beside one year: the days from 1 to 21 January, of which the year before has none.
    expect((await place.ask({ ...asked, compare: "previous" })).comparison?.totals).toEqual({ yau: 0 });
  });

  test("a range before the data has begun gives no change, and says why", async () => {
    const answer = await place.ask({ metrics: ["events"], from: "2026-01-05", to: "2026-01-12", compare: "previous" });
    expect(answer.comparison?.changeRate).toEqual({ events: null });
    expect(answer.warnings.join(" ")).toContain("begins before the data");
  });

  test("days that have not begun are null, days without events 0", async () => {
    expect(await values("events", { from: "2026-01-21", to: "2026-01-24" })).toEqual([2, 0, null]);
  });

  test("another timezone moves the last second of a day into the next", async () => {
    expect(await values("dau", { from: "2026-01-21", to: "2026-01-23", timezone: "Europe/Berlin" })).toEqual([1, 1]);
    expect(await values("dau", { from: "2026-01-21", to: "2026-01-23" })).toEqual([2, 0]);
  });

  test("weeks may start on any day for one question", async () => {
    const answer = await place.ask({ metrics: ["wau"], weekStart: "sunday", from: "2026-01-11", to: "2026-01-18" });
    expect(answer.rows).toEqual([{ period: "2026-01-11", state: "closed", wau: 2 }]);
    expect(answer.weekStart).toBe("sunday");
  });

  test("an answer says where it was read from, and both ways say the same", async () => {
    const fast = await place.ask({ metrics: ["events"], from: "2026-01-05", to: "2026-01-12", grain: "total" });
    const exact = await place.ask({
      metrics: ["events"],
      from: "2026-01-05",
      to: "2026-01-11T23:59:59Z",
      grain: "total",
    });
    expect([fast.source, exact.source]).toEqual(["rollup", "events"]);
    expect(exact.totals).toEqual(fast.totals);
  });
});

describe("questions that cannot be asked", () => {
  test.each([
    [{ metrics: ["activ_users"] }, /No metric is called "activ_users"/, /"active_users"/],
    [{ metrics: [] }, /No metric/, /tidemark metrics/],
    [{ metrics: ["mau"], grain: "day" }, /counted by month/, /mau_30d/],
    [{ metrics: ["events"], grain: "fortnight" }, /no grain/, /week/],
    [{ metrics: ["events"], from: "2026-02-01", to: "2026-01-01" }, /runs backwards/, /exclusive/],
    [{ metrics: ["events"], from: "2026-02-30" }, /no date/, /2026-01-31/],
    [{ metrics: ["events"], by: ["plan_name"] }, /no dimension "plan_name"/, /platform/],
    [{ metrics: ["events"], by: ["platform", "platform"] }, /twice/, /once/],
    [{ metrics: ["events"], where: ["platform"] }, /no filter/, /DIM=VALUE/],
    [{ metrics: ["events"], top: "3" }, /needs exactly one --by/, /--by country/],
    [{ metrics: ["events"], by: ["country"], top: "0" }, /no number of groups/, /1 to 1000/],
    [{ metrics: ["events"], compare: "previos" }, /nothing to compare/, /previous/],
    [{ metrics: ["events"], timezone: "Mars/Olympus" }, /no timezone/, /IANA/],
    [{ metrics: ["events"], weekStart: "someday" }, /no weekday/, /monday/],
    [{ metrics: ["gross_arr"], event: ["editor_opened"] }, /./, /./],
    [{ metrics: ["creators"], event: ["editor_opened"] }, /does not change "creators"/, /events/],
    [{ metrics: ["events"], basis: "gross" }, /no price basis/, /list/],
    [{ metrics: ["events"], grain: "hour", from: "1990", to: "2026" }, /./, /./],
  ])("%j is refused with the fact and the way out", async (question, message, hint) => {
    await expect(place.ask(question)).rejects.toMatchObject({
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
    });
  });

  test("a value with quotes, semicolons and comments is a value and nothing else", async () => {
    for (const value of ["'; drop table user_day; --", '" or 1=1', "$1", "\\", "%"]) {
      expect(await values("events", { grain: "total", where: [`platform=${value}`] })).toEqual([0]);
      expect(await values("events", { grain: "total", by: [`properties.${value}`] })).toEqual([10]);
    }
    expect(await values("events", { grain: "total" })).toEqual([10]);
  });
});
