import { readFileSync } from "node:fs";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { arr } from "../../src/workspace/arr.ts";
import { ask } from "../../src/workspace/ask.ts";
import { importEvents, importSubscriptions, load } from "../../src/workspace/jobs.ts";
import { openWorkspace, type Workspace } from "../../src/workspace/open.ts";
import { initWorkspace } from "../../src/workspace/init.ts";
import { oracle } from "./desk.ts";

let folder: string;
let ws: Workspace;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "tidemark-outside-"));
  ws = await openWorkspace({ dir: join(folder, "ws") });
});
afterEach(async () => {
  await ws.close();
  rmSync(folder, { recursive: true, force: true });
});

const cdnow = oracle("cdnow/CDNOW_sample.txt");
const playbook = oracle("mrr-playbook/subscription_periods.csv");
const brew = oracle("event-logs/homebrew-brew-commits/events.csv.gz");
const seed = oracle("importer-seeds/mixpanel-fivetran-seeds/event.csv");

describe("outside data, by a mapping alone", () => {
  test.skipIf(cdnow === null)("purchases between blanks, without a header, dated 19970101", async () => {
    const mappingText = `kind: events
format: { kind: csv, delimiter: blanks, header: [master, customer, date, cds, dollars] }
columns:
  user_id: customer
  event_name: { constant: purchase }
  occurred_at: { column: date, format: YYYYMMDD }
properties: { cds: cds, dollars: dollars }
`;
    const report = await importEvents(ws, { files: [String(cdnow)], mappingText });
    expect(report).toMatchObject({ rowsRead: 6_919, rowsLoaded: 6_919, rowsRejected: 0, droppedColumns: ["master"] });
    await load(ws, {});
    const { rows } = await ask(ws, { metrics: ["events", "active_users"], event: ["*"], grain: "total" });
    expect(rows[0]).toMatchObject({ events: 6_919, active_users: 2_357 });
  });

  test.skipIf(playbook === null)("a playbook's periods give the playbook's months", async () => {
    const mappingText = `kind: subscriptions
columns:
  subscription_id: subscription_id
  user_id: customer_id
  valid_from: start_date
  valid_to: end_date
  unit_price: monthly_amount
  billing_interval: { constant: month }
`;
    const files = [String(playbook)];
    expect(await importSubscriptions(ws, { files, mappingText, through: "2020-02-01" })).toMatchObject({
      rowsLoaded: 121,
      rowsRejected: 0,
    });
    await load(ws, {});
    const { rows } = await arr(ws, { from: "2018-01", to: "2019-01", grain: "month" });
    const [, ...months] = readFileSync(String(oracle("mrr-playbook/expected_monthly_2018.csv")), "utf8")
      .trim()
      .split(/\r?\n/);
    const expected = months.map((line) => [line.split(",")[0], 1_200 * Number(line.split(",")[12])]);
    // The playbook's own months leave out three customers who ended before 2018.
    expect(rows.map((row) => [row["period"], row["closing"]])).toEqual(expected);
  });

  test.skipIf(brew === null)("a log of commits, packed, with columns left out", async () => {
    const mappingText =
      "columns: { event_id: event_id, user_id: user_id, event_name: event, occurred_at: timestamp }\n";
    expect(await importEvents(ws, { files: [String(brew)], mappingText })).toMatchObject({
      rowsRead: 52_021,
      rowsLoaded: 52_021,
      droppedColumns: ["authored_at"],
    });
  });

  test.skipIf(seed === null)("a connector's table of Mixpanel, by its preset: every row is loaded", async () => {
    const report = await importEvents(ws, { files: [String(seed)], preset: "mixpanel" });
    expect(report).toMatchObject({ rowsRead: 5, rowsLoaded: 5, rowsRejected: 0, rowsSkipped: 0 });
  });
});

describe("Stripe's worked examples", () => {
  test("come out: plans of a month and a year, what is free or on trial counts nothing, forever halves", async () => {
    await ws.close();
    const dir = join(folder, "stripe");
    await initWorkspace({ dir, currency: "USD" });
    ws = await openWorkspace({ dir });
    const seconds = Date.parse("2026-01-01") / 1_000;
    const subscription = (id: string, amount: number, more: object = {}) => ({
      object: "subscription",
      id,
      customer: id,
      status: "active",
      created: seconds,
      items: {
        data: [
          {
            quantity: 1,
            price: {
              currency: "usd",
              unit_amount: amount,
              recurring: { interval: id.startsWith("y") ? "year" : "month" },
            },
          },
        ],
      },
      ...more,
    });
    const half = (duration: string) => ({
      discounts: [{ coupon: { duration, duration_in_months: 12, percent_off: 50 } }],
    });
    const objects = [
      ...Array.from({ length: 100 }, (_, i) => subscription(`m${i}`, 10_000)),
      ...Array.from({ length: 50 }, (_, i) => subscription(`y${i}`, 60_000)),
      subscription("free", 0),
      subscription("trial", 10_000, { status: "trialing", trial_end: Date.parse("2026-12-01") / 1_000 }),
      subscription("unpaid", 10_000, { status: "unpaid", current_period_start: seconds + 1 }),
      subscription("gone", 10_000, { status: "canceled", ended_at: seconds + 86_400 }),
    ];
    const { writeFileSync } = await import("node:fs");
    const file = join(folder, "stripe.ndjson");
    const write = (list: readonly object[]) => writeFileSync(file, list.map((one) => JSON.stringify(one)).join("\n"));
    write(objects);
    const mappingText = "kind: subscriptions\npreset: stripe\ndiscounts: forever\n";
    const options = { files: [file], mappingText, through: "2026-02-01" };
    expect(await importSubscriptions(ws, options)).toMatchObject({ rowsRead: 154, rowsLoaded: 154, rowsRejected: 0 });
    await load(ws, {});
    const standing = async (metric: string) => {
      const { rows } = await ask(ws, { metrics: [metric], grain: "month", from: "2026-01", to: "2026-02" });
      return Number(rows[0]?.[metric]) / 12 / 100;
    };
    expect(await standing("gross_arr")).toBe(12_500);

    write([
      subscription("a", 10_000, half("forever")),
      subscription("b", 10_000, half("repeating")),
      subscription("c", 10_000, half("once")),
    ]);
    await importSubscriptions(ws, options);
    await load(ws, {});
    expect(await standing("net_arr")).toBe(12_500 + 50 + 100 + 100);
  });
});
