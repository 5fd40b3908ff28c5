import { expect, test } from "vitest";
import { bucketsIn } from "../../src/metrics/buckets.ts";
import type { DataState } from "../../src/metrics/data-state.ts";
import { compileWaterfall } from "../../src/metrics/waterfall/shape-waterfall.ts";
import { readArr } from "../../src/metrics/waterfall/waterfall-question.ts";
import { dayOf, microsPerUtcDay } from "../../src/schema/date.ts";
import { utc } from "../../src/schema/timezone.ts";
import { dialects } from "../../src/sql/dialects.ts";
import { print } from "../../src/sql/print.ts";

const through = dayOf(2026, 4, 1) * microsPerUtcDay;

/** A loaded warehouse that golden text is printed for. */
const state: DataState = {
  generation: 1,
  zone: utc,
  weekStart: 1,
  dataThrough: { events: null, subscriptions: through },
  completeBefore: { events: null, subscriptions: through },
  days: { events: null, subscriptions: { first: dayOf(2025, 1, 1), last: dayOf(2026, 3, 31) } },
  hasDefaultActivity: false,
  currencies: ["USD"],
  eventNames: [],
  eventKinds: [],
  lateDays: 3,
};

/** The same, complete until the middle of a day. */
const cut: DataState = { ...state, completeBefore: { events: null, subscriptions: through + microsPerUtcDay / 2 } };

const range = { from: "2026-01", to: "2026-04" };
const questions = {
  "of two slices": { folder: "arr", known: state, text: { ...range, by: ["currency", "plan"], where: ["country=DE"] } },
  "of everybody": { folder: "arr-by-day", known: state, text: range },
  "of one slice with a month that ends in the middle of a day": {
    folder: "arr-by-day-cut",
    known: cut,
    text: { from: "2026-01", to: "2026-05", by: ["plan"] },
  },
};

for (const [which, { folder, known, text }] of Object.entries(questions)) {
  const question = readArr(text, known, () => null);
  const request = { question, state: known, buckets: bucketsIn(question, question.grain), kept: null };
  for (const { name, compiled } of compileWaterfall(request)) {
    for (const dialect of dialects) {
      test(`${name} of the ARR waterfall ${which} is the SQL that people read and approved, for ${dialect.name}`, async () => {
        const { sql, parameters } = print(compiled.query, dialect);
        expect(sql.split("\n").length).toBeLessThan(60);
        const bound = parameters.map((value, i) => `-- $${i + 1} = ${JSON.stringify(value)}`).join("\n");
        await expect(`${bound}\n${sql}\n`).toMatchFileSnapshot(`../golden/${folder}/${name}/${dialect.name}.sql`);
      });
    }
  }
}
