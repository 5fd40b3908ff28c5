import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bucketsIn } from "../../src/metrics/buckets.ts";
import { catalogue } from "../../src/metrics/catalogue.ts";
import { compile } from "../../src/metrics/compile.ts";
import { compileFunnel } from "../../src/metrics/funnel/compile-funnel.ts";
import { readFunnel } from "../../src/metrics/funnel/read-funnel.ts";
import type { QuestionText } from "../../src/metrics/question.ts";
import { readQuestion } from "../../src/metrics/read-question.ts";
import { type Fragment, sql } from "../../src/sql/fragment.ts";
import { openDuckdbWarehouse } from "../../src/warehouse/duckdb/duckdb.ts";
import type { Reader } from "../../src/warehouse/warehouse.ts";
import { stateOf } from "../../src/workspace/ask.ts";
import { readTimezone } from "../../src/workspace/timezone.ts";
import { makeSimulatedPlace, type Place } from "../workspace/place.ts";

let place: Place;
beforeAll(async () => {
  place = await makeSimulatedPlace({ users: 80, from: "2025-12-01", to: "2026-04-03", seed: 11 });
});
afterAll(() => place.clear());

/** A reader of its own, and the months of the files that it has asked the lake for. */
async function freshReader(): Promise<{ readonly reader: Reader; readonly fetched: () => readonly string[] }> {
  const lake = await place.ws.lake();
  const months = new Set<string>();
  const warehouse = openDuckdbWarehouse(join(place.ws.dir, "warehouse"), async () => ({
    ...lake,
    async localPaths(files) {
      for (const { path } of files) months.add(/month=([0-9-]+)/.exec(path)?.[1] ?? path);
      return lake.localPaths(files);
    },
  }));
  const reader = await warehouse.open();
  if (reader === null) throw new Error("Nothing was loaded");
  return { reader, fetched: () => [...months].toSorted() };
}

const february = { from: "2026-02-01", to: "2026-03-01" };
const all = ["2025-12", "2026-01", "2026-02", "2026-03", "2026-04"];

/** What each question needs of five months, the first and the last of which lie in part outside the data. */
const questions: readonly (readonly [metric: string, text: Partial<QuestionText>, months: readonly string[]])[] = [
  ["events", { ...february, grain: "hour" }, ["2026-02"]],
  ["active_users", { ...february, grain: "day", timezone: "Asia/Tokyo" }, ["2026-01", "2026-02"]],
  [
    "export_rate",
    { from: "2026-02-07", to: "2026-03-05", grain: "day", timezone: "Pacific/Honolulu" },
    ["2026-02", "2026-03"],
  ],
  // What came before, or for how long, is part of what is asked.
  ["mau_28d", { ...february, grain: "day", timezone: "Asia/Tokyo" }, ["2026-01", "2026-02"]],
  ["new_users", { ...february, grain: "day", timezone: "Asia/Tokyo" }, ["2025-12", "2026-01", "2026-02"]],
];

function queryOf(name: string, text: Partial<QuestionText>, reader: Reader): Fragment {
  const metric = catalogue.find((one) => one.name === name);
  if (metric === undefined) throw new Error(`${name} is no metric`);
  const state = stateOf(place.ws, reader);
  const question = readQuestion({ metrics: [name], ...text }, state, readTimezone);
  const buckets = bucketsIn(question, question.grain);
  return compile(metric, { question, state, buckets, kept: null, fromEvents: false }).query;
}

/** What `ask` finds in a reader that had only its own files fetched, and in one that had every file before. */
async function askBoth(ask: (reader: Reader) => Promise<unknown>) {
  const [narrow, wide] = [await freshReader(), await freshReader()];
  await wide.reader.run(sql`select count(*) as "n" from "event"`);
  expect(wide.fetched()).toEqual(all);
  const found = { narrow: await ask(narrow.reader), wide: await ask(wide.reader), months: narrow.fetched() };
  await narrow.reader.close();
  await wide.reader.close();
  return found;
}

for (const [metric, text, months] of questions) {
  test(`${metric} from ${text.from} by ${text.grain} fetches ${months.join(", ")}, and says what it says of all files`, async () => {
    const found = await askBoth((reader) => reader.run(queryOf(metric, text, reader)));
    expect(found.months).toEqual(months);
    expect((found.narrow as readonly unknown[]).length).toBeGreaterThan(20);
    expect(found.narrow).toEqual(found.wide);
  });
}

test("a funnel fetches the months in which an attempt can end", async () => {
  const steps = ["editor_opened", "project_created"];
  const found = await askBoth((reader) => {
    const state = stateOf(place.ws, reader);
    const funnel = readFunnel({ steps, ...february, window: "10d" }, state, readTimezone);
    return reader.run(compileFunnel(funnel, state));
  });
  expect(found.months).toEqual(["2026-02", "2026-03"]);
  expect(found.narrow).toEqual(found.wide);
});

test("one reader asked several things at once holds for each what it needs", async () => {
  const [narrow, wide] = [await freshReader(), await freshReader()];
  await wide.reader.run(sql`select count(*) as "n" from "event"`);
  const ask = (reader: Reader) =>
    Promise.all(questions.map(async ([metric, text]) => reader.run(queryOf(metric, text, reader))));
  expect(await ask(narrow.reader)).toEqual(await ask(wide.reader));
  expect(narrow.fetched()).toEqual(["2025-12", "2026-01", "2026-02", "2026-03"]);
  await narrow.reader.close();
  await wide.reader.close();
});
