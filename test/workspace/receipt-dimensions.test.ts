import { afterAll, beforeAll, expect, test } from "vitest";
import type { ReceiptText } from "../../src/metrics/receipt/receipt-question.ts";
import { explain } from "../../src/workspace/explain.ts";
import { funnel } from "../../src/workspace/funnel.ts";
import { lifecycle } from "../../src/workspace/lifecycle.ts";
import { receipt } from "../../src/workspace/receipt.ts";
import { retention } from "../../src/workspace/retention.ts";
import { stickiness } from "../../src/workspace/stickiness.ts";
import { makeSimulatedPlace, type Place } from "./place.ts";

let place: Place;
beforeAll(async () => {
  place = await makeSimulatedPlace({ users: 60, from: "2026-02-10", to: "2026-03-20", seed: 5 });
});
afterAll(() => place.clear());

/** Dimensions of activity, and a value of each that somebody has. */
const values: Readonly<Record<string, string>> = {
  platform: "web",
  country: "US",
  user_type: "returning",
  user_type_at_event: "returning",
  event_name: "editor_opened",
  plan: "free",
  billing_interval: "free",
};

const range = { from: "2026-02-16", to: "2026-03-16", grain: "week" };
const steps = ["editor_opened", "project_created"];

/** A receipt to ask for, and the figure that the answer shows there. */
interface Shown {
  readonly text: ReceiptText;
  readonly value: unknown;
}

type Scope = { readonly where: readonly string[] } | { readonly by: readonly string[] };

/** A figure of each answer about activity, of the group `group` or within a filter. */
async function figuresOf(scope: Scope, group: readonly string[]): Promise<readonly Shown[]> {
  const asked = { ...range, ...scope };
  const isIn = (row: object): boolean =>
    !("by" in scope) || (row as Readonly<Record<string, unknown>>)[scope.by[0] ?? ""] === group[0];
  const of = "by" in scope ? { group } : {};
  const stages = (await lifecycle(place.ws, asked)).rows.filter(isIn);
  const days = (await stickiness(place.ws, asked)).rows.filter(isIn);
  const cohorts = (await retention(place.ws, { ...asked, periods: "2" })).rows.filter(isIn);
  const moved = await explain(place.ws, { metric: "wau", from: "2026-03-02", to: "2026-03-09", ...scope });
  const segment = "by" in scope ? moved.rows.find((row) => row.segment === group[0]) : moved.totals;
  return [
    ...stages.slice(1, 2).map((row) => ({
      text: { ...asked, ...of, metrics: ["lifecycle.returning"], cell: String(row["period"]) },
      value: row["returning"],
    })),
    ...days.slice(0, 1).map((row) => ({
      text: { ...asked, ...of, metrics: ["stickiness.users"], cell: String(row["activePeriods"]) },
      value: row["users"],
    })),
    ...cohorts.slice(0, 1).map((row) => ({
      text: { ...asked, ...of, periods: "2", metrics: ["retention.values.1"], cell: row.cohort },
      value: row.values[1],
    })),
    {
      text: { ...scope, ...of, from: "2026-03-02", to: "2026-03-09", metrics: ["explain.wau.dormant"] },
      value: segment?.turnover?.dormant,
    },
  ];
}

async function stepWithin(where: readonly string[]): Promise<Shown> {
  const { rows } = await funnel(place.ws, { steps, from: range.from, to: range.to, where });
  const text = { steps, from: range.from, to: range.to, where, metrics: ["funnel.users"], cell: "1" };
  return { text, value: rows[0]?.users };
}

test.each(Object.entries(values))(
  "every answer about activity is proven by %s, and within %s",
  async (dimension, at) => {
    const where = [`${dimension}=${at}`];
    const shown = [
      ...(await figuresOf({ by: [dimension] }, [at])),
      ...(await figuresOf({ where }, [])),
      await stepWithin(where),
    ];
    expect(shown.length).toBe(9);
    expect(shown.filter(({ value }) => Number(value) > 0).length).toBeGreaterThan(4);
    for (const { text, value } of shown) {
      const { cell, recount } = await receipt(place.ws, text);
      expect([cell.value, recount], JSON.stringify(text)).toEqual([value, { value, equal: true }]);
    }
  },
);
