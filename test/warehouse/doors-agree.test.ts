import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { catalogue } from "../../src/metrics/catalogue.ts";
import { type Metric, subjectOf } from "../../src/metrics/metric.ts";
import { explain } from "../../src/workspace/explain.ts";
import { loads } from "../../src/workspace/loads.ts";
import { openWorkspace, type Workspace } from "../../src/workspace/open.ts";
import { receipt, type ReceiptText } from "../../src/workspace/receipt.ts";
import { restatements } from "../../src/workspace/restatements.ts";
import { status } from "../../src/workspace/status.ts";
import { load } from "../../src/workspace/jobs.ts";
import { engines, type EngineService } from "../services/engines.ts";
import { makePlace, type Place } from "../workspace/place.ts";
import { awkwardEvents, awkwardSubscriptions } from "./awkward-data.ts";

// Whole loads and many questions over a network: on a busy machine they take their time.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

/** A metric for each kind of rows that can stand behind a figure, with a month in which there are some. */
const receipts: readonly (readonly [metric: string, month: string])[] = [
  ["mau", "2026-03"],
  ["events", "2026-03"],
  ["net_new_arr", "2026-03"],
  ["cancel_arr", "2026-03"],
  ["cancel_requested_arr", "2026-03"],
  ["trial_conversion", "2026-01"],
];

/** ClickHouse makes every step anew wherever it is read: on top of the tables above, these cost seconds and tell nothing new. */
const more: typeof receipts = [
  ["discount_arr", "2026-02"],
  ["paying_customers", "2026-02"],
  ["nrr", "2026-03"],
  ["logo_churn_rate", "2026-03"],
  ["renewal_arr", "2026-03"],
];

const steps = ["editor_opened", "project_created", "project_exported"];
const march = { grain: "month", from: "2026-03", to: "2026-04", cell: "2026-03-01" };

/** A cell of each other answer. */
const cells: readonly ReceiptText[] = [
  { ...march, metrics: ["lifecycle.dormant"] },
  { ...march, metrics: ["lifecycle.new"], timezone: "America/New_York", where: ["platform=web"] },
  { metrics: ["stickiness.users"], grain: "week", from: "2026-01", to: "2026-05", cell: "1" },
  { ...march, metrics: ["retention.values.1"], from: "2026-01", cell: "2026-01-01" },
  { ...march, metrics: ["retention.values.1"], from: "2026-01", cell: "total" },
  { ...march, metrics: ["retention.rates.1"], cohort: "every_active", mode: "on_or_after", minOccurrences: "2" },
  { metrics: ["funnel.users"], steps, cell: "3" },
  { metrics: ["funnel.averageSeconds"], steps, order: "strict", ties: "either", cell: "2" },
  { metrics: ["funnel.medianSeconds"], steps: [...steps, "project_exported"], order: "any", cell: "2" },
  { metrics: ["explain.mau.dormant"], from: "2026-03", to: "2026-04", by: ["plan"], group: ["free"] },
  { metrics: ["explain.net_new_arr.new"], from: "2026-03", to: "2026-04", where: ["currency=EUR"] },
  { ...march, metrics: ["policies.stripe.closing"], by: ["currency"], group: ["EUR"] },
];

/** Columns of an ARR row; the first is asked of ClickHouse too. */
const columns = ["contraction_by_cancel", "opening", "switch_in", "fx"].map((column) => ({
  ...march,
  metrics: [`arr.${column}`],
  by: ["currency", "plan"],
  group: ["EUR", "team"],
}));

function findMetric(name: string): Metric {
  const found = catalogue.find((metric) => metric.name === name);
  if (found === undefined) throw new Error(`${name} is no metric`);
  return found;
}

const moneyOf = (metric: Metric) => (subjectOf(metric) === "subscription" ? ["currency=EUR"] : []);

describe.each(Object.keys(engines) as (keyof typeof engines)[])("%s", (engine) => {
  let service: EngineService;
  let place: Place;
  let there: Workspace;
  beforeAll(async () => {
    service = await engines[engine]();
    place = await makePlace({ timezone: "Europe/Berlin" });
    await place.events(awkwardEvents, "2026-04-02T10:30:00Z");
    await place.subscriptions(awkwardSubscriptions, "2026-04-02T10:30:00Z");
    await place.load();
    there = await openWorkspace({ dir: place.ws.dir, warehouse: await service.place("doors") });
    await load(there, {});
  });
  afterAll(async () => {
    await there.close();
    await place.clear();
    await service.stop();
  });

  test("a receipt is DuckDB's: the figure, its recount from base rows on the server, and the rows behind it", async () => {
    for (const [metric, month] of engine === "ClickHouse" ? receipts : [...receipts, ...more]) {
      const asked = {
        metrics: [metric],
        from: month,
        grain: "month",
        cell: `${month}-01`,
        where: moneyOf(findMetric(metric)),
        limit: "50",
      };
      const { ran, ...shown } = await receipt(there, asked);
      const { ran: local, ...expected } = await receipt(place.ws, asked);
      expect(shown, metric).toEqual(expected);
      expect(shown.recount.equal, metric).toBe(true);
      expect(shown.behind?.rows?.length, metric).toBeGreaterThan(0);
      expect([local.dialect, ran.dialect]).toEqual(["duckdb", engine === "PostgreSQL" ? "postgres" : "clickhouse"]);
      expect(ran.sql).not.toBe(local.sql);
    }
  });

  test("a receipt of any other answer's cell is DuckDB's as well", async () => {
    for (const cell of [...cells, ...(engine === "ClickHouse" ? columns.slice(0, 1) : columns)]) {
      const asked = { ...cell, limit: "50" };
      const { ran: _there, ...shown } = await receipt(there, asked);
      const { ran: _here, ...expected } = await receipt(place.ws, asked);
      expect(shown, JSON.stringify(cell)).toEqual(expected);
      expect(shown.recount.equal, JSON.stringify(cell)).toBe(true);
    }
  });

  test("what moved a figure, from which rows, is DuckDB's answer", async () => {
    for (const metric of ["mau", "net_new_arr", "events"].map(findMetric)) {
      const asked = { metric: metric.name, from: "2026-03", to: "2026-04", where: moneyOf(metric) };
      expect(await explain(there, asked)).toEqual(await explain(place.ws, asked));
    }
  });

  test("what was loaded, what was restated and how it stands is told from a server as well", async () => {
    expect(await loads(there)).toEqual(await loads(place.ws));
    expect(await restatements(there)).toEqual(await restatements(place.ws));
    expect(await status(there)).toEqual(await status(place.ws));
  });
});
