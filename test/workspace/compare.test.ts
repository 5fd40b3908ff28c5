import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { arr } from "../../src/workspace/arr.ts";
import { explain } from "../../src/workspace/explain.ts";
import { receipt } from "../../src/workspace/receipt.ts";
import { plusDays } from "./activity-oracle.ts";
import { makePlace, type Place } from "./place.ts";

/** As many events at noon of Berlin as the day of the month says: a figure tells of which day it is. */
function daily(from: string, days: number): readonly string[] {
  return Array.from({ length: days }, (_, i) => plusDays(from, i)).flatMap((date) => {
    const noon = date > "2024-03-30" && date < "2024-10-27" ? "10:00" : "11:00";
    return Array.from(
      { length: Number(date.slice(8)) },
      (_, n) => `${date}-${n},u${n},editor_opened,${date}T${noon}:00Z`,
    );
  });
}

const events = [
  ...daily("2023-02-27", 5),
  ...daily("2024-02-27", 6),
  ...daily("2024-03-29", 3),
  ...daily("2024-10-01", 58),
];

const subscriptions = `subscription_id,user_id,valid_from,valid_to,plan,billing_interval,unit_price_minor,currency
a,ann,2024-01-10T08:00:00Z,,pro,month,1000,EUR
b,bob,2024-02-10T09:00:00Z,2024-04-10T09:00:00Z,pro,month,9000,USD
c,cyd,2024-03-10T13:00:00Z,,pro,month,2000,EUR
d,dee,2024-03-20T09:00:00Z,2024-04-20T09:00:00Z,pro,month,500,JPY
e,eve,2024-05-20T09:00:00Z,,pro,month,400,JPY
`;

let place: Place;
beforeAll(async () => {
  place = await makePlace({ timezone: "Europe/Berlin" });
  await place.events(`event_id,user_id,event_name,occurred_at\n${events.join("\n")}\n`, "2024-11-27T12:00:00Z");
  await place.subscriptions(subscriptions, "2024-11-27T12:00:00Z");
  await place.load();
});
afterAll(() => place.clear());

describe("what a range is compared with", () => {
  test.each([
    ["previous", "day", "2024-03-01", "2024-04-01", "2024-01-30", "2024-03-01"],
    ["previous", "month", "2024-03-01", "2024-05-01", "2024-01-01", "2024-03-01"],
    ["previous", "month", "2024-03-02", "2024-05-01", "2024-01-02", "2024-03-02"],
    ["previous", "quarter", "2024-04-01", "2024-10-01", "2023-10-01", "2024-04-01"],
    ["previous", "quarter", "2024-01-01", "2024-03-01", "2023-11-02", "2024-01-01"],
    ["previous", "year", "2024-01-01", "2025-01-01", "2023-01-01", "2024-01-01"],
    ["previous", "total", "2024-03-01", "2024-05-01", "2024-01-01", "2024-03-01"],
    ["previous", "total", "2024-03-02", "2024-05-01", "2024-01-02", "2024-03-02"],
    ["previous_year", "week", "2024-02-26", "2024-03-04", "2023-02-27", "2023-03-06"],
    ["previous_year", "month", "2024-02-01", "2024-03-01", "2023-02-01", "2023-03-01"],
  ])("%s by %s of %s to %s is %s to %s", async (...[compare, grain, from, to, begin, end]) => {
    const { comparison } = await place.ask({ metrics: ["events"], compare, grain, from, to });
    expect([comparison?.from, comparison?.to]).toEqual([begin, end]);
  });

  test("a range that only begins with a month is read by its days, also where people are told from each other", async () => {
    const asked = { metric: "active_users", from: "2024-10-01", to: "2024-10-05", by: ["platform"] };
    const { totals } = await explain(place.ws, asked);
    expect([totals.now, totals.before]).toEqual([4, 0]);
  });

  test("the groups that are kept are those of the range, also in the one before", async () => {
    const asked = { metrics: ["events"], grain: "total", by: ["user_id"], top: "1", compare: "previous" };
    const { comparison } = await place.ask({ ...asked, from: "2024-03-03", to: "2024-03-04" });
    expect(comparison?.rows.map(({ user_id: user, events: count }) => [user, count])).toEqual([
      ["Other", 1],
      ["u0", 1],
    ]);
  });

  test("dates of a leap year stand beside the same dates of the year before, and 29 February beside none", async () => {
    const asked = { metrics: ["events"], grain: "day", compare: "previous_year" };
    const { rows, comparison } = await place.ask({ ...asked, from: "2024-02-27", to: "2024-03-04" });
    expect(rows.map(({ events: count }) => count)).toEqual([27, 28, 29, 1, 2, 3]);
    expect(comparison?.rows.map(({ period, events: count }) => [period, count])).toEqual([
      ["2023-02-27", 27],
      ["2023-02-28", 28],
      [null, null],
      ["2023-03-01", 1],
      ["2023-03-02", 2],
      ["2023-03-03", 3],
    ]);
    const alone = await place.ask({ ...asked, from: "2024-02-29", to: "2024-03-01" });
    expect(alone.comparison?.rows).toEqual([{ period: "2023-02-28", state: "closed", events: 28 }]);
  });

  test("hours of a day on which clocks are changed stand beside hours of the same local time", async () => {
    const asked = { metrics: ["events"], grain: "hour", compare: "previous" };
    const forward = await place.ask({ ...asked, from: "2024-03-31", to: "2024-04-01" });
    const noon = forward.rows.findIndex(({ events: count }) => count === 31);
    expect(forward.comparison?.rows[noon]).toEqual({ period: "2024-03-30T11:00:00Z", state: "closed", events: 30 });
    const back = await place.ask({ ...asked, from: "2024-10-27", to: "2024-10-28" });
    expect(back.comparison?.rows.filter(({ period }) => period === null)).toHaveLength(1);
    expect(back.comparison?.rows[back.rows.findIndex(({ events: count }) => count === 27)]).toMatchObject({
      events: 26,
    });
  });

  test("an open range has as many days beside it, each metric over its own range", async () => {
    const asked = { from: "2024-11-10", to: "2024-12-01", compare: "previous" };
    const sum = (first: number, last: number) => ((first + last) * (last - first + 1)) / 2;
    // 17 days are complete, 10 to 26 November; as many from 20 October on.
    const before = sum(20, 31) + sum(1, 5);
    const alone = await place.ask({ ...asked, metrics: ["events"], grain: "month" });
    const beside = await place.ask({ ...asked, metrics: ["mau", "events"] });
    for (const { comparison } of [alone, beside]) {
      expect(comparison).toMatchObject({
        compared: {
          now: { from: "2024-11-10", to: "2024-11-27" },
          before: { from: "2024-10-20", to: "2024-11-06" },
        },
        totals: { events: before },
        changeRate: { events: (sum(10, 26) - before) / before },
      });
    }
    expect(beside.comparison?.totals["mau"]).toBeNull();
    // In a row the open month stands beside its 26 days of the month before.
    expect(alone.comparison?.rows).toEqual([{ period: "2024-10-01", state: "closed", events: sum(1, 26) }]);
    // Where either range lies in one month, its users are those of the month so far.
    const months = await place.ask({ ...asked, metrics: ["mau", "events"], compare: "2024-10-10..2024-11-01" });
    expect(months.comparison).toMatchObject({
      totals: { mau: 26, events: sum(10, 26) },
      changeRate: { mau: 0, events: 0 },
    });
  });

  test("a range that ends where the data end is complete, and stands beside all of a longer one", async () => {
    // On Fiji the data end at midnight.
    const asked = { grain: "total", timezone: "Pacific/Fiji", from: "2024-11-20", to: "2024-11-28" };
    const { rows, comparison } = await place.ask({ metrics: ["events"], ...asked, compare: "2024-10-01..2024-10-20" });
    expect(rows).toMatchObject([{ state: "provisional", events: 188 }]);
    expect(comparison).toMatchObject({ rows: [{ events: 190 }], totals: { events: 190 } });
    const days = await place.ask({ metrics: ["events"], ...asked, grain: "day", from: "2024-11-24", to: "2024-11-26" });
    expect(days.rows.map(({ state }) => state)).toEqual(["closed", "provisional"]);
  });

  test("a complete range is compared with the complete days of one that is open", async () => {
    const asked = { from: "2024-10", to: "2024-11", compare: "2024-11-01..2024-12-01" };
    const { comparison } = await place.ask({ metrics: ["events", "active_users", "mau"], grain: "month", ...asked });
    const compared = {
      now: { from: "2024-10-01", to: "2024-10-27" },
      before: { from: "2024-11-01", to: "2024-11-27" },
    };
    expect(comparison).toMatchObject({
      compared,
      totals: { events: 351, active_users: 26, mau: 26 },
      changeRate: { events: 0, active_users: 0, mau: 0 },
    });
    expect(await explain(place.ws, { metric: "events", ...asked })).toMatchObject({
      compared,
      totals: { before: 351, now: 351, change: 0 },
    });
  });

  test("amounts in one currency are not compared with amounts in another", async () => {
    const asked = { from: "2024-01", to: "2024-02", compare: "2024-02-01..2024-03-01" };
    const isRefused = /"gross_new_arr" has amounts in EUR, USD, which are never compared/;
    await expect(place.ask({ metrics: ["gross_new_arr"], grain: "month", ...asked })).rejects.toThrow(isRefused);
    await expect(explain(place.ws, { metric: "gross_new_arr", ...asked })).rejects.toThrow(isRefused);
    const { comparison } = await place.ask({ metrics: ["gross_new_arr"], where: ["currency=EUR"], ...asked });
    expect(comparison?.totals).toEqual({ gross_new_arr: 0 });
  });

  test("a change from a loss to a gain is upwards", async () => {
    const asked = { from: "2024-05", to: "2024-06", where: ["currency=JPY"] };
    const { comparison } = await place.ask({ metrics: ["net_new_arr"], grain: "month", compare: "previous", ...asked });
    expect(comparison).toMatchObject({ totals: { net_new_arr: -6000 }, changeRate: { net_new_arr: 1.8 } });
    const { totals } = await explain(place.ws, { metric: "net_new_arr", ...asked });
    expect(totals).toMatchObject({ before: -6000, now: 4800, changeRate: 1.8 });
  });
});

test("a waterfall in which no currency is left is one of nought, once the range has begun", async () => {
  const totals = async (from: string, to: string) =>
    (await arr(place.ws, { from, to, grain: "month", where: ["plan=team"] })).totals;
  expect(await totals("2024-01", "2024-03")).toMatchObject({
    opening: 0,
    new: 0,
    closing: 0,
    cancel_arr: 0,
    nrr: null,
  });
  expect(await totals("2025-01", "2025-03")).toMatchObject({ opening: null, new: null, closing: null });
});

test("the first 31 days of the data are marked where a figure looks back", async () => {
  const { rows } = await place.ask({ metrics: ["new_users"], grain: "day", from: "2023-03-29", to: "2023-03-31" });
  expect(rows.map((row) => row["history_incomplete"])).toEqual([true, undefined]);
});

test("a waterfall that begins within a day opens with what stood in that instant, and closes", async () => {
  const asked = { from: "2024-01-10T09:00:00Z", to: "2024-03-10T14:00:00Z", where: ["currency=EUR"], grain: "total" };
  const { rows } = await arr(place.ws, asked);
  expect(rows).toMatchObject([{ opening: 12_000, new: 24_000, closing: 36_000, grr: 1, nrr: 1 }]);
  const before = await arr(place.ws, { ...asked, to: "2024-03-10T12:00:00Z" });
  expect(before.rows).toMatchObject([{ opening: 12_000, new: 0, closing: 12_000 }]);
  for (const [column, value] of [
    ["opening", 12_000],
    ["closing", 36_000],
    ["new", 24_000],
    ["nrr", 1],
  ] as const) {
    const found = await receipt(place.ws, { ...asked, metrics: [`arr.${column}`], cell: "total" });
    expect([column, found.recount]).toEqual([column, { value, equal: true }]);
  }
});
