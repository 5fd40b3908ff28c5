import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { catalogue } from "../../src/metrics/catalogue.ts";
import { type Metric, subjectOf, unitOf } from "../../src/metrics/metric.ts";
import { readReceipt, type ReceiptText } from "../../src/metrics/receipt/receipt-question.ts";
import { stateOf } from "../../src/workspace/ask.ts";
import { checkReceipt, makeReceipt, type Receipt, receipt } from "../../src/workspace/receipt.ts";
import { readTimezone } from "../../src/workspace/timezone.ts";
import { awkwardEvents, awkwardSubscriptions } from "../warehouse/awkward-data.ts";
import { makePlace, makeSimulatedPlace, type Place } from "./place.ts";

let company: Place;
let awkward: Place;

beforeAll(async () => {
  company = await makeSimulatedPlace({ users: 80, from: "2026-01-20", to: "2026-04-03", seed: 11 });
  awkward = await makePlace({ timezone: "Europe/Berlin", weekStart: "sunday" });
  await awkward.events(awkwardEvents, "2026-04-02T10:30:00Z");
  await awkward.subscriptions(awkwardSubscriptions, "2026-04-02T10:30:00Z");
  await awkward.load();
});
afterAll(async () => {
  await company.clear();
  await awkward.clear();
});

const rollups = /"(user_day|activity_gap)"/;

/** A receipt, which must show what an answer shows there, by a recount from base rows too. */
async function prove(place: Place, text: ReceiptText, shown: unknown) {
  const found = await receipt(place.ws, text);
  expect(found.cell.value, JSON.stringify(text)).toBe(shown);
  expect(found.recount, JSON.stringify(text)).toEqual({ value: shown, equal: true });
  for (const { sql } of found.definition.sql) expect(sql).not.toMatch(rollups);
  return found;
}

type Rows = readonly Readonly<Record<string, unknown>>[];

const sumOf = (rows: Rows, amount: (row: Readonly<Record<string, unknown>>) => number) =>
  rows.reduce((total, row) => total + amount(row), 0);
const rateOf = (part: number, whole: number) => (whole === 0 ? null : part / whole);

/** What compares two moments is the rows' own comparison, divided once. */
function comparedBy({ measure }: Metric, rows: Rows): number | null | undefined {
  const sum = (column: string) => sumOf(rows, (row) => Number(row[column]));
  const lost = (row: Readonly<Record<string, unknown>>) => Number(row["lost"]) * Number(row["amount"]);
  if (measure.kind === "retained_arr") {
    const least = (row: Readonly<Record<string, unknown>>) => Math.min(Number(row["opening"]), Number(row["closing"]));
    return rateOf(measure.form === "gross" ? sumOf(rows, least) : sum("closing"), sum("opening"));
  }
  if (measure.kind === "churned") {
    if (measure.of === "customers") return rateOf(sum("lost"), rows.length);
    const early = (row: Readonly<Record<string, unknown>>) => (1 - Number(row["exposed"])) * lost(row);
    return rateOf(sumOf(rows, measure.of === "arr" ? lost : early), sum("amount"));
  }
  if (measure.kind !== "lifetime_value") return undefined;
  const customers = rows.filter((row) => Number(row["amount"]) > 0).length;
  const value = rateOf(sum("amount") * sum("exposed"), 12 * customers * sum("lost"));
  return value === null ? null : Math.round(value);
}

/** The rows behind a figure make it: they are as many, or their amounts sum to it. */
function checkBehind(metric: Metric, { behind, cell }: Receipt): void {
  const [unit, { kind }] = [unitOf(metric), metric.measure];
  const rows = behind?.rows ?? [];
  expect(rows.length).toBe(behind?.total);
  const compared = comparedBy(metric, rows);
  if (compared !== undefined) return expect(cell.value).toBe(compared);
  const sum = rows.reduce((total, row) => total + Number(row["amount"]), 0);
  if (unit === "count") expect(rows.length).toBe(cell.value);
  if (unit === "minor_units" && kind !== "arr_per_customer") expect(sum).toBe(cell.value);
}

/** The cell of a group's row where the answer has rows, else its total, which must be equal by a recount. */
async function proveCell(place: Place, metric: Metric, by: string): Promise<Receipt> {
  const money = subjectOf(metric) === "subscription" ? ["currency=USD"] : [];
  const asked = { metrics: [metric.name], from: "2026-02", to: "2026-04", by: [by], where: money };
  const { rows, totals } = await place.ask(asked);
  const row = rows[Math.floor((rows.length * 2) / 3)];
  const cell = row === undefined ? {} : { cell: String(row["period"]), group: [String(row[by])] };
  const shown = row === undefined ? totals[metric.name] : row[metric.name];
  const found = await prove(place, { ...asked, ...cell, limit: "10000" }, shown);
  checkBehind(metric, found);
  return found;
}

/** The same for the total of another timezone's days under a filter. */
async function proveElsewhere(place: Place, metric: Metric): Promise<Receipt> {
  const asked = { metrics: [metric.name], from: "2026-02", timezone: "America/New_York", where: ["country!=US"] };
  const { totals } = await place.ask(asked);
  const found = await prove(place, { ...asked, limit: "10000" }, totals[metric.name]);
  checkBehind(metric, found);
  return found;
}

// "ltv" is "ltv_revenue" times the gross margin, which these workspaces do not name.
const provable = catalogue.filter(({ name }) => name !== "ltv");

test.each(provable)("$name has receipts that are equal by a recount, with the rows that make it", async (metric) => {
  const isActivity = subjectOf(metric) === "activity";
  const found = [await proveCell(awkward, metric, isActivity ? "platform" : "plan")];
  if (isActivity && metric.fixedGrain === null) found.push(await proveElsewhere(company, metric));
  expect(found.map(({ recount }) => recount.equal)).not.toContain(false);
});

describe("receipts", () => {
  test("name the rest of the groups and what is missing as an answer does", async () => {
    const text = { metrics: ["events"], grain: "month", by: ["country"], top: "2", from: "2026-03", to: "2026-04" };
    const { rows } = await company.ask(text);
    const found = await Promise.all(
      rows.map((row) =>
        prove(company, { ...text, cell: "2026-03-01", group: [String(row["country"])] }, row["events"]),
      ),
    );
    expect(found.map(({ question }) => question.group["country"])).toContain("Other");
    expect(found.reduce((sum, { behind }) => sum + (behind?.total ?? 0), 0)).toBe(
      found.reduce((sum, { cell }) => sum + (cell.value ?? 0), 0),
    );
  });

  test("page through the rows in one order", async () => {
    const text = { metrics: ["active_users"], from: "2026-03", to: "2026-04" };
    const all = await receipt(company.ws, { ...text, limit: "1000" });
    const pages = await Promise.all(
      ["0", "7", "14"].map(async (offset) => (await receipt(company.ws, { ...text, limit: "7", offset })).behind?.rows),
    );
    expect(pages.flat()).toEqual(all.behind?.rows?.slice(0, 21));
    expect((await receipt(company.ws, text)).behind?.rows).toBeNull();
  });

  test("say what differs where a rollup is wrong, and fail with integrity", async () => {
    await company.ws.readers.use(async (reader) => {
      const state = stateOf(company.ws, reader);
      const asked = readReceipt({ metrics: ["mau"], from: "2026-03", to: "2026-04" }, state, readTimezone);
      const wrong = await makeReceipt(asked, reader, {
        state,
        async run(query) {
          const rows = await reader.run(query);
          const isRollup = !reader.statement(query).sql.includes('from "event"');
          return isRollup ? rows.map((row) => ({ ...row, value: Number(row["value"]) + 1 })) : rows;
        },
      });
      expect(wrong.recount.equal).toBe(false);
      expect(wrong.cell.value).toBe(Number(wrong.recount.value) + 1);
      expect(() => checkReceipt(wrong)).toThrowError(
        expect.objectContaining({
          code: "integrity",
          message: expect.stringContaining(`${wrong.cell.value} in the answer, but ${wrong.recount.value}`) as string,
        }),
      );
    });
  });

  test.each<[string, ReceiptText, RegExp]>([
    ["two metrics", { metrics: ["mau", "events"] }, /A receipt is of one metric/],
    [
      "a total of several months",
      { metrics: ["mau"] },
      /no total over several months: distinct users are never summed/,
    ],
    ["a period that is not there", { metrics: ["mau"], cell: "2026-03-02" }, /No cell "2026-03-02"/],
    [
      "a group without a breakdown",
      { metrics: ["mau"], cell: "2026-03-01", group: ["web"] },
      /no group, but 1 is named/,
    ],
    ["a group of the total", { metrics: ["events"], by: ["platform"], group: ["web"] }, /The total has no group/],
    [
      "a group nobody is in",
      { metrics: ["events"], by: ["platform"], grain: "month", cell: "2026-03-01", group: ["fax"] },
      /No row .* platform fax/,
    ],
    ["too many rows", { metrics: ["events"], limit: "10001" }, /"10001" is no limit/],
    ["a broken offset", { metrics: ["events"], offset: "-1" }, /"-1" is no offset/],
  ])("refuse %s", async (_what, text, message) => {
    await expect(receipt(company.ws, text)).rejects.toThrow(message);
  });

  test("have another version where, and only where, the rule is another", async () => {
    const version = async (metric: string) =>
      (await receipt(company.ws, { metrics: [metric], from: "2026-03", to: "2026-04" })).definition.version;
    const versions = await Promise.all(["mau", "active_users", "gross_arr", "gross_arr", "net_arr"].map(version));
    expect(versions.every((one) => /^[0-9a-f]{16}$/.test(one))).toBe(true);
    expect(new Set(versions).size).toBe(4);
  });
});
