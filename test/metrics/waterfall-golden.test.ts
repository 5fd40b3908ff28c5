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

const question = readArr(
  { from: "2026-01", to: "2026-04", by: ["currency", "plan"], where: ["country=DE"] },
  state,
  () => null,
);
const parts = compileWaterfall({ question, state, buckets: bucketsIn(question, question.grain), kept: null });

for (const { name, compiled } of parts) {
  for (const dialect of dialects) {
    test(`${name} of the ARR waterfall is the SQL that people read and approved, for ${dialect.name}`, async () => {
      const { sql, parameters } = print(compiled.query, dialect);
      expect(sql.split("\n").length).toBeLessThan(60);
      const bound = parameters.map((value, i) => `-- $${i + 1} = ${JSON.stringify(value)}`).join("\n");
      await expect(`${bound}\n${sql}\n`).toMatchFileSnapshot(`../golden/arr/${name}/${dialect.name}.sql`);
    });
  }
}
