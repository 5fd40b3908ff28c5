import { describe, expect, test } from "vitest";
import { activityRollups, cheapestRollup } from "../../src/rollup/activity-rollups.ts";
import { activityGap, dayCube } from "../../src/rollup/activity-tables.ts";
import { canAnswer, defineRollup, type Need } from "../../src/rollup/rollup.ts";

const everybody: Need = {
  counts: "users",
  activity: "activity",
  users: "once",
  wholeMonths: false,
  by: [],
  where: [],
  mergesGroups: false,
};
const is = (dimension: string, isOneValue = true) => ({ dimension, isOneValue });
const read = (need: Partial<Need>) => cheapestRollup({ ...everybody, ...need })?.table.name ?? "event";

describe("the cheapest rollup that is exact", () => {
  test.each<readonly [string, Partial<Need>, string]>([
    ["everybody", {}, "activity_gap"],
    ["one platform", { where: [is("platform")] }, "activity_gap"],
    ["each platform", { by: ["platform"] }, "activity_gap"],
    ["each of some platforms", { by: ["platform"], where: [is("platform", false)] }, "activity_gap"],
    ["one kind of event", { activity: "project_created" }, "activity_gap"],
    ["new users of one type", { users: "by_last_seen", where: [is("user_type")] }, "activity_gap"],
    ["two platforms together", { where: [is("platform", false)] }, "user_day"],
    ["two platforms together, by month", { where: [is("platform", false)], wholeMonths: true }, "user_month"],
    ["one platform in one country", { where: [is("platform"), is("country")] }, "user_day"],
    [
      "each platform in one country, by month",
      { by: ["platform"], where: [is("country")], wholeMonths: true },
      "user_month",
    ],
    ["each country, the small ones together", { by: ["country"], mergesGroups: true }, "user_day"],
    ["one value named twice over", { where: [is("platform"), is("platform")] }, "user_day"],
    ["several kinds of the question's choice", { activity: null }, "user_day"],
    ["a kind that is a filter", { where: [is("event_name")] }, "user_day"],
    [
      "lifecycles of two platforms together",
      { users: "by_last_seen", where: [is("platform", false)], wholeMonths: true },
      "user_day",
    ],
    [
      "events of everything at once",
      {
        counts: "events",
        activity: null,
        by: ["platform", "country"],
        where: [is("user_type", false), is("event_name", false)],
      },
      "day_cube",
    ],
    ["events of one user", { counts: "events", where: [is("user_id")] }, "event"],
    ["a property", { where: [is("properties.plan")] }, "event"],
  ])("%s", (_named, need, table) => {
    expect(read(need)).toBe(table);
  });
});

describe("users overlap between platforms, countries and types", () => {
  test("rows that belong to no user cannot be declared to put users together", () => {
    const [coverage] = activityRollups.flatMap(({ covers }) => covers.filter(({ counts }) => counts.includes("users")));
    if (coverage === undefined) throw new Error("No rollup counts users");
    const planted = { table: activityGap, keepsUsers: false, covers: [{ ...coverage, combines: true }] };
    expect(() => defineRollup(planted)).toThrow("overlap");
    expect(() => defineRollup({ ...planted, keepsUsers: true })).not.toThrow();
  });

  test("every rollup that counts users is one value at a time, or keeps its users apart", () => {
    for (const rollup of activityRollups) expect(() => defineRollup(rollup)).not.toThrow();
    const together = { ...everybody, where: [is("platform", false)] };
    const able = activityRollups.filter((rollup) => canAnswer(rollup, together));
    expect(able.length).toBeGreaterThan(0);
    expect(able.filter(({ keepsUsers }) => !keepsUsers)).toEqual([]);
  });

  test("counts of events may be put together, for every event stands once", () => {
    const cube = activityRollups.find(({ table }) => table === dayCube);
    expect(cube?.keepsUsers).toBe(false);
    expect(cube?.covers.map(({ combines }) => combines)).toEqual([true]);
  });
});
