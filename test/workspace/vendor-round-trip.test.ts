import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { QuestionText } from "../../src/metrics/question.ts";
import { arr } from "../../src/workspace/arr.ts";
import { importEvents, importSubscriptions } from "../../src/workspace/jobs.ts";
import { lifecycle } from "../../src/workspace/lifecycle.ts";
import { retention } from "../../src/workspace/retention.ts";
import { makePlace, makeSimulatedPlace, type Place } from "./place.ts";
import { recurlyExport, stripeExport } from "./billing-exports.ts";
import { eventExports, type LakeRow } from "./vendor-exports.ts";

const company = { users: 150, from: "2025-12-01", to: "2026-02-01", seed: 11 } as const;
const payers = { users: 2_000, from: "2025-09-01", to: "2026-03-01", seed: 5 } as const;

/** All rows that the original's lake has of a table. */
async function rowsOf(original: Place, table: string, order: string): Promise<readonly LakeRow[]> {
  const lake = await original.ws.lake();
  const { files } = await lake.snapshot();
  const paths = await Promise.all(files.filter((file) => file.table === table).map((file) => lake.localPath(file)));
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  const list = paths.map((path) => `'${path}'`).join(",");
  const reader = await connection.runAndReadAll(`select * from read_parquet([${list}]) order by ${order}`);
  const rows = reader.getRowObjectsJson() as readonly LakeRow[];
  connection.closeSync();
  instance.closeSync();
  return rows;
}

/** Answers as far as the data decide them, whatever the generation is called. */
async function answersOf(place: Place, questions: readonly (Partial<QuestionText> & { metrics: readonly string[] })[]) {
  const answers = [];
  for (const question of questions) {
    const { rows, totals } = await place.ask(question);
    answers.push({ question, rows, totals });
  }
  return answers;
}

const activity = ["events", "active_users", "new_users", "returning_users", "creators", "projects_exported"];
const aboutEvents = [
  { metrics: [...activity, "wau_7d", "mau_30d"], grain: "day" },
  ...["platform", "country", "user_type", "user_type_at_event", "event_name"].map((by) => ({
    metrics: ["events", "active_users"],
    grain: "month",
    by: [by],
  })),
];

describe("events", () => {
  let original: Place;
  let events: readonly LakeRow[];
  beforeAll(async () => {
    original = await makeSimulatedPlace(company);
    events = await rowsOf(original, "event", "source_seq");
  });
  afterAll(() => original.clear());

  test.each(eventExports)("in the shape of $preset give every figure of the original", async (vendor) => {
    const place = await makePlace();
    try {
      const file = join(place.folder, vendor.file);
      await writeFile(file, vendor.text(events));
      const options = { files: [file], preset: vendor.preset, through: company.to };
      expect(await importEvents(place.ws, options)).toMatchObject({
        rowsRead: events.length,
        rowsLoaded: events.length,
        unknownValues: {},
      });
      await place.load();
      expect(await answersOf(place, aboutEvents)).toEqual(await answersOf(original, aboutEvents));
      const range = { from: company.from, to: company.to };
      for (const grain of ["week", "month"]) {
        expect((await lifecycle(place.ws, { ...range, grain })).rows).toEqual(
          (await lifecycle(original.ws, { ...range, grain })).rows,
        );
      }
      const asked = {
        ...range,
        startEvent: ["project_created"],
        returnEvent: ["project_exported"],
        periods: "4",
        grain: "week",
      };
      expect((await retention(place.ws, asked)).rows).toEqual((await retention(original.ws, asked)).rows);
    } finally {
      await place.clear();
    }
  });
});

const money = ["gross_arr", "net_arr", "gross_new_arr", "cancel_arr", "cancel_arr_monthly", "cancel_arr_yearly"];
const aboutMoney = [
  {
    metrics: [...money, "paying_customers", "cancel_requested_arr", "pending_cancel_arr", "saved_arr", "grr", "nrr"],
    grain: "month",
  },
  { metrics: ["logo_churn_rate", "renewal_arr", "trial_conversion"], grain: "month" },
  ...["plan", "billing_interval", "country", "cancel_reason", "cancel_type"].map((by) => ({
    metrics: by.startsWith("cancel") ? ["cancel_arr"] : money,
    grain: "month",
    by: [by],
  })),
].map((question) => ({ ...question, from: payers.from, to: payers.to }));

describe("subscriptions", () => {
  let original: Place;
  let versions: readonly LakeRow[];
  const answers: [(typeof aboutMoney)[number], Awaited<ReturnType<typeof answersOf>>][] = [];
  const waterfalls: [string, Awaited<ReturnType<typeof arr>>["rows"]][] = [];
  const waterfall = (place: Place, basis: string) =>
    arr(place.ws, { from: payers.from, to: payers.to, grain: "month", basis });
  beforeAll(async () => {
    original = await makeSimulatedPlace(payers);
    for (const question of aboutMoney) answers.push([question, await answersOf(original, [question])]);
    for (const basis of ["list", "net"]) waterfalls.push([basis, (await waterfall(original, basis)).rows]);
    versions = await rowsOf(original, "subscription", "subscription_id, valid_from");
    // What could go wrong must be there.
    expect([...new Set(versions.map((row) => String(row["status"])))].toSorted()).toEqual([
      "active",
      "ended",
      "past_due",
      "paused",
      "trialing",
    ]);
    const isDiscountThatEnds = (row: LakeRow, i: number): boolean =>
      Number(row["discount_basis_points"]) > 0 &&
      versions[i + 1]?.["subscription_id"] === row["subscription_id"] &&
      Number(versions[i + 1]?.["discount_basis_points"]) === 0;
    expect(versions.some(isDiscountThatEnds)).toBe(true);
  });
  afterAll(() => original.clear());

  test.each([
    ["Stripe's event log", "stripe", stripeExport],
    ["Recurly's objects", "recurly", recurlyExport],
  ] as const)(
    "in the shape of %s give every figure of the original, to the minor unit",
    async (...[, preset, text]) => {
      const place = await makePlace();
      try {
        const file = join(place.folder, `${preset}.ndjson`);
        await writeFile(file, text(versions));
        const report = await importSubscriptions(place.ws, { files: [file], preset, through: payers.to });
        expect(report).toMatchObject({ rowsRejected: 0, rowsSkipped: 0 });
        await place.load();
        for (const [question, expected] of answers) expect.soft(await answersOf(place, [question])).toEqual(expected);
        for (const [basis, expected] of waterfalls) expect.soft((await waterfall(place, basis)).rows).toEqual(expected);
      } finally {
        await place.clear();
      }
    },
  );
});
