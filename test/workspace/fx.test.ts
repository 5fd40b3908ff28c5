import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AnswerRow } from "../../src/metrics/answer.ts";
import { arr, type ArrText } from "../../src/workspace/arr.ts";
import { readReceipt, type ReceiptText } from "../../src/metrics/receipt/receipt-question.ts";
import { columnMetrics } from "../../src/metrics/waterfall/column-metrics.ts";
import { stateOf } from "../../src/workspace/ask.ts";
import { makeReceipt, type Receipt, receipt } from "../../src/workspace/receipt.ts";
import { runningOnce } from "../../src/workspace/run-once.ts";
import { readTimezone } from "../../src/workspace/timezone.ts";
import { importFx } from "../../src/workspace/import-fx.ts";
import { makePlace, type Place } from "./place.ts";

// Decimals: USD and EUR have two, JPY none, KWD three.
const subscriptions = [
  "subscription_id,user_id,valid_from,valid_to,plan,billing_interval,unit_price_minor,currency",
  "a,ann,2026-01-05,,pro,month,1000,USD",
  "b,bob,2026-01-05,2026-02-20,pro,month,1500,JPY",
  "c,cat,2026-02-05,,team,month,1234,KWD",
  "d,ann,2026-02-05,,team,year,99999,EUR",
  "",
].join("\n");

const rates = [
  "from_currency,to_currency,valid_from,rate",
  "USD,EUR,2026-01-01,0.9",
  "USD,EUR,2026-02-10,0.95",
  "EUR,JPY,2026-01-01,160",
  "EUR,JPY,2026-02-15,150",
  "KWD,EUR,2026-01-01,3.1",
  // From the last day of the data on, and from the day after it.
  "KWD,EUR,2026-03-31,3.2",
  "KWD,EUR,2026-04-01,9",
  "",
].join("\n");

let place: Place;

async function declare(csv: string, map?: string) {
  const file = join(place.folder, "rates.csv");
  await writeFile(file, csv);
  return importFx(place.ws, { file, map });
}

beforeAll(async () => {
  place = await makePlace();
  await place.subscriptions(subscriptions, "2026-04-01");
  await place.load();
});
afterAll(() => place.clear());

const range = { from: "2026-01", to: "2026-04" } as const;
const movements = ["opening", "new", "churn", "fx", "closing"];
const shown = (rows: readonly AnswerRow[], names: readonly string[]) =>
  rows.map((row) => names.map((name) => row[name]));
const waterfall = async (text: ArrText) => (await arr(place.ws, { ...range, ...text })).rows;

/** Receipts of one generation, each query of which is run once. */
function proveAll({ ws }: Place, texts: readonly ReceiptText[]): Promise<readonly Receipt[]> {
  return ws.readers.use(async (reader) => {
    const state = stateOf(ws, reader);
    const engine = runningOnce({ state, run: (query) => reader.run(query) });
    const withColumns = { ...state, ownMetrics: columnMetrics("list") };
    return Promise.all(texts.map((text) => makeReceipt(readReceipt(text, withColumns, readTimezone), reader, engine)));
  });
}

/** The figure that a reader with a pencil gets from the parts of a receipt. */
function madeOf({ cell, converted }: Receipt): number | null {
  if (converted === undefined) throw new Error("Nothing was converted");
  const worth = converted.parts.map(({ amount, base, rate }) => {
    const [over = 0, under = 1] = rate.split("/").map(Number);
    return { amount: (amount * over) / under, base: ((base ?? 0) * over) / under };
  });
  const sum = worth.reduce((all, { amount }) => all + amount, 0);
  if (cell.unit === "minor_units") return Math.sign(sum) * Math.round(Math.abs(sum)) + converted.adjusted;
  const base = worth.reduce((all, part) => all + part.base, 0);
  return base === 0 ? null : sum / base;
}

describe("amounts of several currencies", () => {
  test("are not added below rows by currency, where customers are counted once", async () => {
    const asked = { metrics: ["gross_arr", "paying_customers"], ...range, by: ["currency"] };
    const { rows, totals } = await place.ask(asked);
    const last = rows.filter(({ period }) => period === "2026-03-01");
    expect(shown(last, ["currency", "gross_arr", "paying_customers"])).toEqual([
      ["EUR", 99_999, 1],
      ["JPY", 0, 0],
      ["KWD", 14_808, 1],
      ["USD", 12_000, 1],
    ]);
    // Ann pays in euros and in dollars.
    expect(totals).toEqual({ gross_arr: null, paying_customers: 2 });
    expect((await receipt(place.ws, { ...asked, metrics: ["paying_customers"] })).recount).toEqual({
      value: 2,
      equal: true,
    });
  });

  test("are never added without a declared rate: the question is refused, naming the currency and the day", async () => {
    const asking = place.ask({ metrics: ["gross_arr"], currency: "EUR", ...range });
    await expect(asking).rejects.toMatchObject({
      code: "usage",
      message: "No declared rate says what JPY was worth in EUR on 2026-03-31.",
      hint: expect.stringContaining("tidemark import fx"),
    });
  });

  test("are added at the rates of the data's last day, each converted exactly and rounded once", async () => {
    const told = await declare(rates);
    expect(told).toMatchObject({ alreadyDone: false, rates: 7, pairs: ["EUR→JPY", "KWD→EUR", "USD→EUR"] });
    expect(await declare(rates)).toMatchObject({ alreadyDone: true, commit: told.commit });
    expect((await place.load()).rebuilt).toBeNull();
    const metrics = ["gross_arr", "gross_new_arr", "cancel_arr", "grr", "paying_customers", "arpa"];
    const { rows, totals, columns, question } = await place.ask({ metrics, currency: "eur", ...range });
    // 120 USD × 0.95 = 114; 18,000 JPY ÷ 150 = 120; 14.808 KWD × 3.2 = 47.3856; 999.99 EUR.
    expect(shown(rows, metrics)).toEqual([
      [23_400, 23_400, 0, null, 2, 975],
      [116_138, 104_738, 12_000, 114 / 234, 2, 4839],
      [116_138, 0, 0, 1, 2, 4839],
    ]);
    expect(totals["gross_arr"]).toBe(116_138);
    expect(columns.find(({ name }) => name === "gross_arr")?.currency).toBe("EUR");
    expect(question.currency).toBe("EUR");
  });

  test("have receipts: the recount is converted at the same rates, and what each currency adds is told", async () => {
    const asked = { ...range, currency: "EUR", cell: "2026-02-01" };
    for (const metric of ["gross_arr", "gross_new_arr", "cancel_arr", "grr", "nrr"]) {
      const { rows } = await place.ask({ metrics: [metric], ...range, currency: "EUR" });
      const said = rows.find(({ period }) => period === "2026-02-01")?.[metric];
      const { cell, recount } = await receipt(place.ws, { ...asked, metrics: [metric] });
      expect([metric, cell.value, recount]).toEqual([metric, said, { value: said, equal: true }]);
    }
    const stands = await receipt(place.ws, { ...asked, metrics: ["gross_arr"], limit: "10" });
    const ratesOf = "2026-03-31";
    expect(stands.converted).toEqual({
      currency: "EUR",
      ratesOf,
      parts: [
        { currency: "EUR", amount: 99_999, base: null, rate: "1/1", ratesOf },
        { currency: "KWD", amount: 14_808, base: null, rate: "8/25", ratesOf },
        { currency: "USD", amount: 12_000, base: null, rate: "19/20", ratesOf },
      ],
      exact: "2903439/25",
      dividedBy: 1,
      adjusted: 0,
    });
    expect(stands.behind?.rows?.map(({ currency, amount }) => [currency, amount])).toHaveLength(3);
    const kept = await receipt(place.ws, { ...asked, metrics: ["grr"] });
    expect(kept.converted?.parts).toEqual([
      { currency: "JPY", amount: 0, base: 18_000, rate: "2/3", ratesOf },
      { currency: "USD", amount: 12_000, base: 12_000, rate: "19/20", ratesOf },
    ]);
    const byPlan = await receipt(place.ws, { ...asked, metrics: ["gross_arr"], by: ["plan"], group: ["pro"] });
    expect(byPlan.recount.equal).toBe(true);
    await expect(receipt(place.ws, { ...asked, metrics: ["arr.new"], by: ["currency"] })).rejects.toMatchObject({
      code: "usage",
    });
    await expect(receipt(place.ws, { ...asked, metrics: ["grr"], fx: "reported" })).rejects.toMatchObject({
      code: "usage",
      message: '"fx" belongs to the receipt of a column of an ARR row.',
    });
  });

  test("by customer have a receipt too: everything that stands, by everybody who pays", async () => {
    const { rows } = await place.ask({ metrics: ["arpa"], ...range, currency: "EUR" });
    const found = await receipt(place.ws, { metrics: ["arpa"], ...range, currency: "EUR", cell: "2026-02-01" });
    // 1,161.38 EUR (and 0.56 of a cent) a year of two customers, ann and cat.
    expect([rows[1]?.["arpa"], found.cell.value, found.recount]).toEqual([4839, 4839, { value: 4839, equal: true }]);
    expect(found.converted).toMatchObject({ exact: "2903439/25", dividedBy: 24, adjusted: 0 });
  });

  test.each<[string, ReceiptText]>([
    ["at constant rates", { metrics: [], by: ["plan"], cell: "2026-02-01", group: ["team"] }],
    ["as reported", { metrics: [], fx: "reported", cell: "2026-03-01" }],
    ["of a whole range", { metrics: [], fx: "reported" }],
  ])("in every column of a waterfall %s are proven, with what rounding moved", async (_how, text) => {
    const asked = { ...range, grain: "month", currency: "EUR", ...text };
    const { rows, totals, columns } = await arr(place.ws, asked);
    const all = columns.filter(({ unit }) => unit === "minor_units" || unit === "rate").map(({ name }) => name);
    expect(all).toHaveLength(20);
    // Of the whole range one column of each query is enough.
    const names = text.cell === undefined ? ["opening", "fx", "churn", "cancel_arr", "nrr"] : all;
    const [plan = "team"] = text.group ?? [];
    const told = rows.find((row) => row["period"] === text.cell && (row["plan"] ?? plan) === plan) ?? totals;
    const found = await proveAll(
      place,
      names.map((name) => ({ ...asked, metrics: [`arr.${name}`] })),
    );
    const said = names.map((name) => [name, told[name]]);
    expect(found.map(({ cell }, i) => [names[i], cell.value])).toEqual(said);
    expect(found.map(({ recount }, i) => [names[i], recount.equal, recount.value])).toEqual(
      said.map(([name, value]) => [name, true, value]),
    );
    expect(found.map((one, i) => [names[i], madeOf(one)])).toEqual(said);
    // What rates moved makes the row add up: it is a cent more than what it is rounded to.
    const moved = found.map(({ converted }, i) => [names[i], converted?.adjusted]).filter(([, cents]) => cents !== 0);
    expect(moved).toEqual(text.fx === undefined ? [] : [["fx", 1]]);
  });

  test("make a waterfall that rates do not move, or one as reported with what rates did in a row of its own", async () => {
    expect(shown(await waterfall({ currency: "EUR" }), movements)).toEqual([
      [0, 23_400, 0, 0, 23_400],
      [23_400, 104_738, 12_000, 0, 116_138],
      [116_138, 0, 0, 0, 116_138],
    ]);
    // January at 0.9 and 160. In February 120 USD gain 6.00 and 18,000 JPY gain 7.50 before they leave at 150; in March
    // 14.808 KWD gain 0.1 each.
    expect(shown(await waterfall({ currency: "EUR", fx: "reported" }), movements)).toEqual([
      [0, 22_050, 0, 0, 22_050],
      [22_050, 104_589, 12_000, 1350, 115_989],
      [115_989, 0, 0, 149, 116_138],
    ]);
    expect(shown(await waterfall({ currency: "EUR", fx: "reported" }), ["expansion", "grr", "nrr"])).toEqual([
      [0, null, null],
      [0, 114 / 234, 114 / 234],
      [0, 1, 1],
    ]);
  });

  test("close in every slice and grain as reported, and what slices stand at makes the whole", async () => {
    // The year is open: it stands at the rates of the last day of the data.
    for (const grain of ["day", "week", "quarter", "year", "total"]) {
      const rows = await waterfall({ currency: "EUR", fx: "reported", grain, by: ["plan"] });
      expect(rows.length).toBeGreaterThan(0);
      const last = rows.filter((row) => row["period"] === rows.at(-1)?.["period"]);
      // A row that did not close would be no answer: data_quality.
      expect(last.reduce((sum, row) => sum + Number(row["closing"]), 0)).toBe(116_138);
    }
  });

  test("go into a currency without decimals or with three, and out of it, in minor units", async () => {
    const { rows } = await place.ask({ metrics: ["gross_arr"], currency: "JPY", where: ["currency=EUR"], ...range });
    // 999.99 EUR × 150 = 149,998.5 JPY, rounded half away from zero.
    expect(rows[2]?.["gross_arr"]).toBe(149_999);
    const dinars = await place.ask({ metrics: ["gross_arr"], currency: "KWD", where: ["currency=EUR"], ...range });
    expect(dinars.rows[2]?.["gross_arr"]).toBe(Math.round((999.99 / 3.2) * 1000));
  });

  test("take the rate that was declared last for a day", async () => {
    await declare("from,day,rate\nKWD,2026-03-31,4\n", "from_currency=from,to_currency==EUR,valid_from=day,rate=rate");
    await place.load();
    const { rows } = await place.ask({ metrics: ["gross_arr"], currency: "EUR", where: ["currency=KWD"], ...range });
    expect(rows[2]?.["gross_arr"]).toBe(Math.round(14.808 * 4 * 100));
  });

  test("are refused where a flag has nothing to convert, or says two things at once", async () => {
    const refused = [
      place.ask({ metrics: ["paying_customers"], currency: "EUR", ...range }),
      place.ask({ metrics: ["ltv_revenue"], currency: "EUR", ...range }),
      place.ask({ metrics: ["gross_arr"], currency: "euro", ...range }),
      waterfall({ fx: "reported" }),
      waterfall({ currency: "EUR", by: ["currency"] }),
      waterfall({ currency: "EUR", fx: "spot" }),
    ];
    await Promise.all(refused.map((one) => expect(one).rejects.toMatchObject({ code: "usage" })));
  });

  test("of a column that was typed wrong are a slip of the hand; of a file that lacks its own names, bad data", async () => {
    const csv = "from_currency,to_currency,valid_from,rates\nGBP,EUR,2026-01-01,1.15\n";
    const map = "from_currency=from_currency,to_currency=to_currency,valid_from=valid_from,rate=ratio";
    await expect(declare(csv, map)).rejects.toMatchObject({
      code: "usage",
      message: expect.stringContaining('"ratio"'),
    });
    const hint = expect.stringContaining('Did you mean "rates"?');
    await expect(declare(csv)).rejects.toMatchObject({ code: "data_quality", hint });
  });

  test.each([
    ["USD,EUR,2026-01-01,0", '"0" is no rate.'],
    ["USD,EUR,2026-01-01,1e3", '"1e3" is no rate.'],
    ["USD,EUR,2026-01-01,-1", '"-1" is no rate.'],
    ["USD,EUR,2026-02-30,1", '"2026-02-30" is no day.'],
    ["USD,Euro,2026-01-01,1", '"Euro" is no currency.'],
    ["USD,USD,2026-01-01,1", "USD is converted into itself."],
  ])("a row of rates %s is an error with its line, and no row of the file is taken", async (row, what) => {
    const declaring = declare(`from_currency,to_currency,valid_from,rate\nGBP,EUR,2026-01-01,1.15\n${row}\n`);
    await expect(declaring).rejects.toMatchObject({
      code: "data_quality",
      message: expect.stringMatching(new RegExp(`rates\\.csv:3: ${what.replaceAll(/[.?]/g, "\\$&")}`)),
    });
  });
});
