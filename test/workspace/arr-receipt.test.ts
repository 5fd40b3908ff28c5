import { afterAll, beforeAll, expect, test } from "vitest";
import { arr } from "../../src/workspace/arr.ts";
import { receipt } from "../../src/workspace/receipt.ts";
import { awkwardSubscriptions } from "../warehouse/awkward-data.ts";
import { makePlace, type Place } from "./place.ts";

let place: Place;
beforeAll(async () => {
  place = await makePlace({ timezone: "Europe/Berlin", weekStart: "sunday" });
  await place.subscriptions(awkwardSubscriptions, "2026-04-02T10:30:00Z");
  await place.load();
});
afterAll(() => place.clear());

const question = { from: "2026-01", to: "2026-04", grain: "month", by: ["plan"], basis: "net" };

test.each([
  "new",
  "expansion",
  "contraction",
  "churn",
  "pause",
  "resume",
  "discount_change",
  "closing",
  "cancel_arr",
  "cancel_arr_yearly",
  "grr",
  "nrr",
])("the column %s of an ARR row has a receipt, counted again from the versions", async (column) => {
  const { rows } = await arr(place.ws, question);
  const row = rows.find((one) => (one[column] ?? 0) !== 0);
  const cell = { cell: String(row?.["period"]), group: [String(row?.["currency"]), String(row?.["plan"])] };
  const asked = { ...question, metrics: [`arr.${column}`], by: ["currency", "plan"], ...cell, limit: "100" };
  const found = await receipt(place.ws, asked);
  expect(found.recount).toEqual({ value: row?.[column], equal: true });
  expect(found.cell.value).toBe(row?.[column]);
  expect(found.behind?.total).toBeGreaterThan(0);
  for (const { sql } of found.definition.sql) expect(sql).toContain("from subscription");
});

test("a column that no receipt proves is named as unknown", async () => {
  const asked = { ...question, metrics: ["arr.switch_in"], by: ["currency", "plan"] };
  await expect(receipt(place.ws, asked)).rejects.toThrow(/No metric is called "arr.switch_in"/);
});
