import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { parseDay } from "../../src/schema/date.ts";
import { type FullKeyFigure, readFullKey } from "../../src/warehouse/duckdb/answer-key.ts";
import { stateOf } from "../../src/workspace/ask.ts";
import { readTimezone } from "../../src/workspace/timezone.ts";
import { compareWithFullKey, type FullKeyPart, fullPartsOf } from "../../src/workspace/verify-full-key.ts";
import { verify } from "../../src/workspace/verify.ts";
import { makeSimulatedPlace, type Place } from "./place.ts";
import { rewriteQuery } from "./rewrite-query.ts";

// Whole simulations and hundreds of questions: on a busy machine they take their time.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const range = { from: "2025-12-10", to: "2026-02-20" };
const company = { ...range, users: 250, seed: 20, truth: "full", scenario: "tiny" } as const;
const timezone = "America/New_York";
const questions = ["lifecycle", "retention", "funnel", "stickiness", "arr", "query"];

let clean: Place;
let dirty: Place;
beforeAll(async () => {
  clean = await makeSimulatedPlace(company, { timezone, weekStart: "sunday" });
  dirty = await makeSimulatedPlace({ ...company, dirty: 1 }, { timezone, weekStart: "sunday" });
});
afterAll(() => Promise.all([clean.clear(), dirty.clear()]));

const keys = new Map<Place, Promise<readonly FullKeyFigure[]>>();

function keyOf(place: Place): Promise<readonly FullKeyFigure[]> {
  const key = keys.get(place) ?? readKey(place);
  keys.set(place, key);
  return key;
}

async function readKey({ ws }: Place): Promise<readonly FullKeyFigure[]> {
  const lake = await ws.lake();
  const { files } = await lake.snapshot();
  const own = files.filter(({ table }) => table === "truth_answer");
  const paths = await Promise.all(own.map((file) => lake.localPath(file)));
  return readFullKey(paths, { slices: true, temporaryFolder: ws.scratchDir });
}

/** Compare a part of the key with the answers of `place`, whose SQL is changed before it is run. */
function compare(place: Place, part: FullKeyPart, change: (text: string) => string = (text) => text) {
  const zone = readTimezone(timezone);
  const [from, to] = [parseDay(range.from), parseDay(range.to)];
  if (zone === null || from === null || to === null) throw new Error("the company's range is none");
  return place.ws.readers.use((reader) =>
    compareWithFullKey(
      part,
      { zone, from, to, weekStart: 7 },
      { state: stateOf(place.ws, reader), run: (query) => reader.run(rewriteQuery(query, change)) },
    ),
  );
}

test("verify holds lifecycle, retention, funnel, stickiness, the ledger and every metric of a clean company to its full key", async () => {
  const report = await verify(clean.ws, undefined, { slices: false });
  expect(report.failures.slice(0, 5)).toEqual([]);
  expect(report.checks.find(({ name }) => name === "full answer key")?.compared).toBeGreaterThan(5_000);
});

test("so are their slices", async () => {
  const few = ["platform", "user_type", "billing_interval"];
  const sliced = fullPartsOf(await keyOf(clean)).filter(
    ({ dimension, grain }) => dimension !== null && few.includes(dimension) && grain === "month",
  );
  // Lifecycle, stickiness, four retentions and the metrics of people; two bases of the ledger and of two sets of metrics.
  expect(sliced).toHaveLength(7 * 2 + 7 * 2);
  for (const part of sliced) expect((await compare(clean, part)).failures.slice(0, 5)).toEqual([]);
});

test("a full key has figures of every kind, so that nothing is compared with nothing", async () => {
  const key = await keyOf(clean);
  const asked = (figures: readonly FullKeyFigure[]) =>
    new Set(figures.map(({ question, grain, dimension }) => `${question.split(" ")[0]} ${grain} ${dimension ?? ""}`));
  const grains = ["day", "week", "month", "quarter"];
  const expected = [
    ...grains.flatMap((grain) =>
      ["", "platform", "country", "user_type"].flatMap((by) => [
        `lifecycle ${grain} ${by}`,
        `stickiness ${grain} ${by}`,
      ]),
    ),
    ...grains.map((grain) => `retention ${grain} `),
    ...grains.flatMap((grain) =>
      ["", "platform", "country", "user_type", "plan", "billing_interval"].map((by) => `query ${grain} ${by}`),
    ),
    ...["", "platform", "country", "user_type"].flatMap((by) => [`funnel total ${by}`, `query year ${by}`]),
    ...["week", "month"].flatMap((grain) =>
      ["platform", "country", "user_type"].map((by) => `retention ${grain} ${by}`),
    ),
    ...grains.flatMap((grain) =>
      ["", "plan", "billing_interval", "country", "platform"].map((by) => `arr ${grain} ${by}`),
    ),
  ];
  expect([...asked(key)].toSorted()).toEqual(expected.toSorted());
  // A figure that is 0 everywhere is told by no row: what is compared by a plant below must happen here.
  const names = new Set(
    key.filter(({ dimension, grain }) => dimension === null && grain === "month").map(({ name }) => name),
  );
  for (const name of ["cancel_requested_arr", "saved_arr", "pending_cancel_arr", "renewal_arr", "new_users"])
    expect(names).toContain(name);
  for (const name of ["early_end_rate", "grr_12m", "nrr_12m", "logo_churn_rate", "trial_conversion"])
    expect(names).toContain(`${name} numerator`);
});

describe("of a dirty company", () => {
  // Dirt does not touch subscriptions.
  test.each(questions.filter((question) => question !== "arr"))(
    "%s is the clean company's answer and the published residual",
    async (question) => {
      const parts = fullPartsOf(await keyOf(dirty)).filter(({ typed, grain }) => {
        const isOfPeople = !/arpa|ltv|trial/.test(typed);
        return isOfPeople && typed.startsWith(question) && ["week", "total"].includes(grain);
      });
      expect(parts.length).toBeGreaterThan(0);
      for (const part of parts) expect((await compare(dirty, part)).failures.slice(0, 5)).toEqual([]);
    },
  );
});

test.each([
  ["lifecycle", /then 'returning' else 'resurrected'/, "then 'resurrected' else 'returning'"],
  ["retention", /r\."returned" > m/, 'r."returned" >= m'],
  ["funnel", /2 \* "place" >= "users"/, '2 * "place" > "users"'],
  ["stickiness", /count\(distinct "period"\)/, 'count("period")'],
  ["arr", /"billed_by" = /, '"billed_by" <> '],
  ["quick_ratio", /^-"amount"$/, '"amount"'],
  ["arpa", /12 \*/, "11 *"],
  ["logo_churn_rate", /o\."is_exposed" = 1/, 'o."is_exposed" = 0'],
  ["early_end_rate", /1 - "is_exposed"/, "1"],
  ["ltv_revenue", /count\(distinct "customer"\)/, 'count("amount") + 1'],
  ["renewal_arr", /<= a\."paying_to"/, '< a."paying_to"'],
  ["trial_conversion", /"paying_at" <=/, '"paying_at" <'],
  ["cancel_requested_arr", /^requested$/, "withdrawn"],
  ["saved_arr", /^withdrawn$/, "requested"],
  ["pending_cancel_arr", /^pending$/, "requested"],
  ["grr_12m", /"opening" < "closing"/, '"opening" > "closing"'],
  ["nrr_12m", /"opening" > 0/, '"opening" >= 0'],
  // Twice in one query: of the rows that are read, and of those that are counted.
  ["new_users", /^(g\."gap_days" )?= 0$/, "$1>= 0"],
  ["returning_users", /^(g\."gap_days" )?> 0$/, "$1>= 0"],
])("a wrong rule in the SQL of %s is seen", async (question, pattern, replacement) => {
  const parts = fullPartsOf(await keyOf(clean)).filter(({ typed, dimension, grain }) => {
    return typed.includes(question) && dimension === null && ["month", "total"].includes(grain);
  });
  expect(parts.length).toBeGreaterThan(0);
  let [planted, failed] = [0, 0];
  for (const part of parts) {
    const { failures } = await compare(clean, part, (text) => {
      const wrong = text.replace(pattern, replacement);
      planted += wrong === text ? 0 : 1;
      return wrong;
    });
    failed += failures.filter(
      ({ metric }) => !part.typed.startsWith("query") || metric.includes(`: ${question}`),
    ).length;
  }
  expect(planted).toBeGreaterThan(0);
  expect(failed).toBeGreaterThan(0);
});
