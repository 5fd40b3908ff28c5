import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readActivityCell } from "../../src/metrics/receipt/activity-cell.ts";
import type { ReceiptText } from "../../src/metrics/receipt/receipt-question.ts";
import { stateOf } from "../../src/workspace/ask.ts";
import { funnel } from "../../src/workspace/funnel.ts";
import { lifecycle } from "../../src/workspace/lifecycle.ts";
import { checkReceipt, proveCell, type Receipt, receipt } from "../../src/workspace/receipt.ts";
import { retention } from "../../src/workspace/retention.ts";
import { stickiness } from "../../src/workspace/stickiness.ts";
import { readTimezone } from "../../src/workspace/timezone.ts";
import { awkwardEvents } from "../warehouse/awkward-data.ts";
import { makePlace, makeSimulatedPlace, type Place } from "./place.ts";

let company: Place;
let awkward: Place;

beforeAll(async () => {
  company = await makeSimulatedPlace({ users: 60, from: "2026-02-10", to: "2026-03-20", seed: 5 });
  awkward = await makePlace({ timezone: "Europe/Berlin", weekStart: "sunday" });
  await awkward.events(awkwardEvents, "2026-04-02T10:30:00Z");
  await awkward.load();
});
afterAll(async () => {
  await company.clear();
  await awkward.clear();
});

const rollups = /"(user_day|user_month|day_cube|activity_gap|person|user_plan)"/;

/** A receipt, whose figure and whose recount from the events, are what the answer shows. */
async function prove(place: Place, text: ReceiptText, shown: unknown): Promise<Receipt> {
  const found = await receipt(place.ws, text);
  expect([found.cell.value, found.recount], JSON.stringify(text)).toEqual([shown, { value: shown, equal: true }]);
  for (const { sql } of found.definition.sql) {
    expect(sql).toContain('"event"');
    if (text.where === undefined) expect(sql).not.toMatch(rollups);
  }
  return found;
}

/** The first, the middle and the last: enough of many rows of one kind. */
function some<T>(rows: readonly T[]): readonly T[] {
  const places = new Set([0, Math.floor(rows.length / 2), rows.length - 1]);
  return rows.filter((_, place) => places.has(place));
}

const groupsOf = (row: Readonly<Record<string, unknown>>, by: readonly string[] = []) =>
  by.map((dimension) => String(row[dimension]));

describe("receipts of a lifecycle", () => {
  test.each([
    { grain: "week", from: "2026-02-16", to: "2026-03-23" },
    { grain: "month", from: "2026-02", to: "2026-05", by: ["platform"] },
    { grain: "day", from: "2026-03-01", to: "2026-03-05", timezone: "America/New_York", where: ["country!=US"] },
    { grain: "hour", from: "2026-03-02T10:00:00Z", to: "2026-03-02T13:00:00Z", event: ["*"] },
  ])("prove every stage: $grain", async (question) => {
    const { rows } = await lifecycle(company.ws, question);
    for (const row of some(rows)) {
      for (const stage of ["new", "returning", "resurrected", "dormant"]) {
        const cell = { cell: String(row["period"]), group: groupsOf(row, question.by), limit: "1000" };
        const found = await prove(company, { metrics: [`lifecycle.${stage}`], ...question, ...cell }, row[stage]);
        expect(found.recount.equal).toBe(true);
        if (row["state"] !== "future") expect(found.behind?.rows?.length).toBe(row[stage]);
      }
    }
  });

  test("prove days of 23 hours and missing platforms", async () => {
    const question = { from: "2026-03-27", to: "2026-04-02", by: ["platform"] };
    const { rows } = await lifecycle(awkward.ws, question);
    for (const row of rows.filter(({ dormant }) => Number(dormant) > 0)) {
      const cell = { cell: String(row["period"]), group: groupsOf(row, question.by) };
      const found = await prove(awkward, { metrics: ["lifecycle.dormant"], ...question, ...cell }, row["dormant"]);
      expect(found.behind?.total).toBe(row["dormant"]);
    }
  });
});

describe("receipts of a stickiness", () => {
  test.each([
    { grain: "day", from: "2026-03-02", to: "2026-03-12", by: ["platform"] },
    { grain: "week", from: "2026-02-09", to: "2026-03-20", timezone: "America/New_York" },
  ])("prove rows of the histogram: $grain", async (question) => {
    const { rows } = await stickiness(company.ws, question);
    for (const row of some(rows)) {
      const cell = { cell: String(row["activePeriods"]), group: groupsOf(row, question.by), limit: "1000" };
      const found = await prove(company, { metrics: ["stickiness.users"], ...question, ...cell }, row["users"]);
      expect(found.behind?.rows?.length).toBe(row["users"]);
    }
  });
});

describe("receipts of a retention", () => {
  test.each([
    { grain: "week", from: "2026-02-10", to: "2026-03-10", periods: "4" },
    { grain: "week", from: "2026-02-10", to: "2026-03-10", periods: "3", mode: "on_or_after", by: ["platform"] },
    { grain: "day", from: "2026-03-16", to: "2026-03-20", periods: "3", cohort: "every_active", minOccurrences: "2" },
    {
      grain: "week",
      from: "2026-02-16",
      to: "2026-03-09",
      periods: "3",
      mode: "on_or_after",
      minOccurrences: "3",
      startEvent: ["project_created"],
      returnEvent: ["*"],
      timezone: "America/New_York",
    },
  ])("prove sizes, values and rates of cohorts: $grain $mode $cohort", async (question) => {
    const { rows, totals } = await retention(company.ws, question);
    expect(rows.length).toBeGreaterThan(1);
    for (const row of some(rows).slice(0, 2)) {
      const cell = { cell: row.cohort, group: groupsOf(row, question.by), limit: "1000" };
      const shown = [
        ["size", row.size],
        ["values.1", row.values[1]],
        ["values.2", row.values[2]],
        ["rates.1", row.rates[1]],
      ] as const;
      for (const [figure, value] of shown) {
        const found = await prove(company, { metrics: [`retention.${figure}`], ...question, ...cell }, value);
        if (!figure.startsWith("rates")) expect(found.behind?.rows?.length).toBe(value);
      }
    }
    for (const [figure, value] of [
      ["size", totals.size],
      ["values.0", totals.values[0]],
      ["values.1", totals.values[1]],
      ["exposed.2", totals.exposed[2]],
      ["rates.2", totals.rates[2]],
    ] as const) {
      const found = await prove(company, { metrics: [`retention.${figure}`], ...question, limit: "1000" }, value);
      expect(value).toBeGreaterThan(0);
      if (!figure.startsWith("rates")) expect(found.behind?.rows?.length).toBe(value);
    }
  });

  test("prove nothing of all cohorts where none is complete that far", async () => {
    const question = { grain: "month", from: "2026-03", to: "2026-04", periods: "3" };
    const { totals } = await retention(company.ws, question);
    expect([totals.values[2], totals.exposed[2], totals.rates[2]]).toEqual([0, 0, null]);
    for (const [figure, value] of [
      ["values.2", 0],
      ["exposed.2", 0],
      ["rates.2", null],
    ] as const) {
      const found = await prove(company, { metrics: [`retention.${figure}`], ...question }, value);
      expect(found.behind?.total).toBe(0);
    }
  });
});

const steps = ["editor_opened", "project_created", "project_exported"];

describe("receipts of a funnel", () => {
  test.each([
    { steps, window: "7d" },
    { steps: ["editor_opened", "editor_opened", "project_created"], window: "3d", ties: "either" },
    { steps, window: "5d", ties: "strict", maturing: "include", where: ["platform=web"] },
    { steps, window: "5d", order: "strict" },
    { steps, window: "5d", order: "strict", ties: "strict" },
    { steps, window: "5d", order: "strict", ties: "either" },
    { steps: [...steps, "editor_opened"], window: "2d", order: "any" },
  ])("prove the figures of a step: $order $ties", async (question) => {
    const range = { from: "2026-02-10", to: "2026-03-10" };
    const { rows } = await funnel(company.ws, { ...question, ...range });
    expect(rows.at(-1)?.users).toBeGreaterThan(0);
    for (const [row, figure] of [
      [rows[1], "users"],
      [rows[1], "medianSeconds"],
      [rows[2], "conversion"],
      [rows[2], "averageSeconds"],
    ] as const) {
      if (row === undefined) throw new Error("A funnel of three steps has three rows");
      const cell = { cell: String(row.step), limit: "1000" };
      const text = { metrics: [`funnel.${figure}`], ...question, ...range, ...cell };
      const { behind } = await prove(company, text, row[figure]);
      expect(behind?.rows?.length).toBe(row.users);
      const micros = (behind?.rows ?? []).reduce((sum, { micros: one }) => sum + Number(one), 0);
      if (figure === "averageSeconds") expect(micros / 1_000_000 / row.users).toBeCloseTo(row.averageSeconds ?? 0, 6);
    }
  });

  test.each(["order", "strict", "either"])("prove equal instants by --ties %s", async (ties) => {
    const text = { steps: ["project_created", "project_exported", "project_exported"], window: "1d", ties };
    const { rows } = await funnel(awkward.ws, text);
    for (const row of rows) {
      const found = await prove(awkward, { metrics: ["funnel.users"], ...text, cell: String(row.step) }, row.users);
      expect(found.behind?.total).toBe(row.users);
    }
  });
});

test.each([
  { metrics: ["lifecycle.dormant"], grain: "week", from: "2026-03-02", to: "2026-03-16", cell: "2026-03-09" },
  { metrics: ["lifecycle.returning"], grain: "month", from: "2026-03", to: "2026-04", cell: "2026-03-01" },
  { metrics: ["stickiness.users"], grain: "week", from: "2026-03-02", to: "2026-03-16", cell: "2" },
  { metrics: ["retention.values.1"], grain: "week", from: "2026-02-16", to: "2026-03-02", cell: "2026-02-23" },
])("a fault in the rollup behind $metrics ends in integrity", async (text) => {
  await company.ws.readers.use(async (reader) => {
    const state = stateOf(company.ws, reader);
    const cell = readActivityCell(text, state, readTimezone);
    if (cell === null) throw new Error("No such cell");
    const wrong = await proveCell(cell, reader, {
      state,
      async run(query) {
        const rows = await reader.run(query);
        const isRollup = !reader.statement(query).sql.includes('from "event"');
        const spoilt = (row: (typeof rows)[number]) =>
          Object.fromEntries(Object.entries(row).map(([name, one]) => [name, typeof one === "number" ? one + 1 : one]));
        // Keys of buckets stay what they are.
        return isRollup ? rows.map((row) => ({ ...spoilt(row), ...keysOf(row) })) : rows;
      },
    });
    expect(wrong.source).toBe("rollup");
    expect(wrong.recount.equal).toBe(false);
    expect(() => checkReceipt(wrong)).toThrowError(expect.objectContaining({ code: "integrity" }));
  });
});

function keysOf(row: Readonly<Record<string, unknown>>) {
  const keys = ["period", "cohort", "returned", "active_periods"];
  return Object.fromEntries(Object.entries(row).filter(([name]) => keys.includes(name))) as Record<string, number>;
}

test.each<[string, ReceiptText, RegExp]>([
  [
    "a stage that is none",
    { metrics: ["lifecycle.dormnt"], cell: "2026-03-02" },
    /Did you mean "dormant"|called "dormnt"/,
  ],
  ["the total of a lifecycle", { metrics: ["lifecycle.new"] }, /No cell "total"/],
  ["a group of all cohorts", { metrics: ["retention.size"], by: ["platform"], group: ["web"] }, /total has no group/],
  ["exposed users of one cohort", { metrics: ["retention.exposed.1"], cell: "2026-02-10" }, /called "exposed.1"/],
  ["a cohort that is not there", { metrics: ["retention.size"], cell: "2027-01-01" }, /No cell "2027-01-01"/],
  ["a value beyond the last", { metrics: ["retention.values.12"], cell: "2026-02-10" }, /no "values.12"/],
  ["a number of periods beyond the range", { metrics: ["stickiness.users"], cell: "900" }, /number of periods/],
  ["a step that is none", { metrics: ["funnel.users"], steps, cell: "4" }, /number of a step/],
  ["groups of a funnel", { metrics: ["funnel.users"], steps, cell: "1", by: ["platform"] }, /A funnel has no groups/],
  [
    "a group nobody is in",
    { metrics: ["lifecycle.new"], by: ["platform"], cell: "2026-03-02", group: ["fax"] },
    /No row/,
  ],
  ["the steps of a funnel for a metric", { metrics: ["mau"], steps }, /"steps" belongs to the receipt of a funnel/],
])("a receipt refuses %s", async (_what, text, message) => {
  await expect(receipt(company.ws, text)).rejects.toThrow(message);
});
