import { expect, test } from "vitest";
import { bucketsIn } from "../../src/metrics/buckets.ts";
import { catalogue } from "../../src/metrics/catalogue.ts";
import { compile } from "../../src/metrics/compile.ts";
import type { DataState } from "../../src/metrics/data-state.ts";
import { subjectOf } from "../../src/metrics/metric.ts";
import { readQuestion } from "../../src/metrics/read-question.ts";
import { dayOf, microsPerUtcDay } from "../../src/schema/date.ts";
import { utc } from "../../src/schema/timezone.ts";
import { dialects } from "../../src/sql/dialects.ts";
import { redshift } from "../../src/sql/dialects/redshift.ts";
import { print } from "../../src/sql/print.ts";

const through = dayOf(2026, 4, 1) * microsPerUtcDay;
const days = { first: dayOf(2025, 1, 1), last: dayOf(2026, 3, 31) };

/** A loaded warehouse that golden text is printed for. */
const state: DataState = {
  generation: 1,
  zone: utc,
  weekStart: 1,
  dataThrough: { events: through, subscriptions: through },
  completeBefore: { events: through, subscriptions: through },
  days: { events: days, subscriptions: days },
  hasDefaultActivity: true,
  currencies: ["USD"],
  eventNames: ["editor_opened", "project_created", "project_exported"],
  eventKinds: ["editor_opened", "project_created", "project_exported"],
  lateDays: 3,
  grossMarginBasisPoints: 8_000,
};

for (const metric of catalogue) {
  const dimension = subjectOf(metric) === "activity" ? "platform" : "plan";
  const text = {
    metrics: [metric.name],
    from: "2026-01",
    to: "2026-04",
    by: [dimension],
    where: ["country=DE"],
  };
  for (const dialect of dialects) {
    test(`${metric.name} is the SQL that people read and approved, for ${dialect.name}`, async () => {
      const question = readQuestion(text, state, () => null);
      const { query } = compile(metric, { question, state, buckets: bucketsIn(question, question.grain), kept: null });
      const { sql, parameters } = print(query, dialect);
      expect(sql.split("\n").length).toBeLessThan(60);
      const bound = parameters.map((value, i) => `-- $${i + 1} = ${JSON.stringify(value)}`).join("\n");
      await expect(`${bound}\n${sql}\n`).toMatchFileSnapshot(`../golden/${metric.name}/${dialect.name}.sql`);
    });
  }
}

test("every name in the SQL of a question is quoted, so that no warehouse takes one for a reserved word", () => {
  const question = readQuestion(
    { metrics: ["mau_28d"], by: ["platform"], where: ["user_type=new"] },
    state,
    () => null,
  );
  const metric = question.metrics[0];
  if (metric === undefined) throw new Error("The question has no metric");
  const { query } = compile(metric, { question, state, buckets: bucketsIn(question, question.grain), kept: null });
  const bare = print(query, redshift)
    .sql.replaceAll(/"[^"]*"|'[^']*'|\$\d+/g, " ")
    .match(/[a-z_]+/g);
  const known = new Set(
    "with as select distinct from where and or in join on group by order over partition rows unbounded preceding lead sum count cast bigint integer date timestamp varchar coalesce case when then else end union all is null not a c p".split(
      " ",
    ),
  );
  expect(bare?.filter((word) => !known.has(word))).toEqual([]);
});
