import { afterAll, beforeAll, expect, test } from "vitest";
import { arr } from "../../src/workspace/arr.ts";
import { receipt } from "../../src/workspace/receipt.ts";
import { awkwardSubscriptions } from "../warehouse/awkward-data.ts";
import { makePlace, type Place } from "./place.ts";

let place: Place;
beforeAll(async () => {
  place = await makePlace({ timezone: "Europe/Berlin", weekStart: "sunday" });
  const again = ["2026-01-05T09:00:00Z,2026-01-20T09:00:00Z", "2026-02-10T09:00:00Z,"].map(
    (standing, i) => `z${i},zoe,${standing},pro,month,1,1,1299,0,0,USD,active,,,FR,web,\n`,
  );
  await place.subscriptions(awkwardSubscriptions + again.join(""), "2026-04-02T10:30:00Z");
  await place.load();
});
afterAll(() => place.clear());

const question = { from: "2026-01", to: "2026-04", grain: "month", by: ["plan"], basis: "net" };

test.each([
  "opening",
  "new",
  "expansion",
  "reactivation",
  "resume",
  "switch_in",
  "contraction",
  "churn",
  "pause",
  "switch_out",
  "discount_change",
  "closing",
  "cancel_arr",
  "cancel_arr_monthly",
  "cancel_arr_yearly",
  "churn_at_cancel",
  "contraction_by_cancel",
  "grr",
  "nrr",
])("the column %s of an ARR row has a receipt, counted again from the versions", async (column) => {
  const { rows } = await arr(place.ws, question);
  const row = rows.find((one) => (one[column] ?? 0) !== 0);
  expect(row).toBeDefined();
  const cell = { cell: String(row?.["period"]), group: [String(row?.["currency"]), String(row?.["plan"])] };
  const asked = { ...question, metrics: [`arr.${column}`], by: ["currency", "plan"], ...cell, limit: "100" };
  const found = await receipt(place.ws, asked);
  expect(found.recount).toEqual({ value: row?.[column], equal: true });
  expect(found.cell.value).toBe(row?.[column]);
  const amounts = (found.behind?.rows ?? []).map(({ amount }) => Math.abs(Number(amount)));
  expect(amounts.length).toBeGreaterThan(0);
  if (found.cell.unit === "minor_units" && column !== "discount_change") {
    expect(amounts.reduce((sum, amount) => sum + amount, 0)).toBe(row?.[column]);
  }
  for (const { sql } of found.definition.sql) expect(sql).toContain("from subscription");
});

test("a column in which nothing moved is proven as 0: rates move no amount that is not converted", async () => {
  const asked = {
    ...question,
    metrics: ["arr.fx"],
    by: ["currency", "plan"],
    cell: "2026-02-01",
    group: ["EUR", "pro"],
  };
  expect((await receipt(place.ws, asked)).recount).toEqual({ value: 0, equal: true });
});

test("a column that is none is named as unknown", async () => {
  const asked = { ...question, metrics: ["arr.swich_in"], by: ["currency", "plan"] };
  await expect(receipt(place.ws, asked)).rejects.toThrow(/No metric is called "arr.swich_in"/);
});
