import fc from "fast-check";
import { expect, test } from "vitest";
import { bucketsIn } from "../../src/metrics/buckets.ts";
import { catalogue } from "../../src/metrics/catalogue.ts";
import { compile } from "../../src/metrics/compile.ts";
import type { DataState } from "../../src/metrics/data-state.ts";
import { compileTurnover } from "../../src/metrics/explain/compile-turnover.ts";
import { choosableEvents, subjectOf } from "../../src/metrics/metric.ts";
import type { QuestionText } from "../../src/metrics/question.ts";
import { readQuestion } from "../../src/metrics/read-question.ts";
import { compileBehind } from "../../src/metrics/receipt/compile-behind.ts";
import { compileDefinition } from "../../src/metrics/receipt/definition.ts";
import { dayOf, microsPerUtcDay } from "../../src/schema/date.ts";
import { utc } from "../../src/schema/timezone.ts";
import { UserError } from "../../src/schema/user-error.ts";
import { duckdb } from "../../src/sql/dialects/duckdb.ts";
import { postgres } from "../../src/sql/dialects/postgres.ts";
import { redshift } from "../../src/sql/dialects/redshift.ts";
import type { Fragment } from "../../src/sql/fragment.ts";
import { print } from "../../src/sql/print.ts";

const seed = Number(process.env["TIDEMARK_SEED"] ?? Math.floor(Math.random() * 2 ** 31));

const through = dayOf(2026, 4, 1) * microsPerUtcDay;
const days = { first: dayOf(2025, 1, 1), last: dayOf(2026, 3, 31) };
const state: DataState = {
  generation: 1,
  zone: utc,
  weekStart: 1,
  dataThrough: { events: through, subscriptions: through },
  completeBefore: { events: through, subscriptions: through },
  days: { events: days, subscriptions: days },
  hasDefaultActivity: true,
  currencies: ["USD"],
  eventNames: ["editor_opened"],
  eventKinds: ["editor_opened"],
  lateDays: 3,
  grossMarginBasisPoints: 8_000,
};

/** What people type who want a database to do something else, and whatever else there is. */
const hostile = fc.oneof(
  fc.constantFrom(
    "'; drop table canary; --",
    '" ; drop table canary; --',
    "web' or '1'='1",
    "') union select 1 --",
    "/* */",
    "$1",
    "$$x$$",
    "\\",
    "'' ''",
    "a\nb",
    "%' or 1=1",
    "＇",
    '{"a":1}',
    "[1,2]",
    "null",
    "-1",
    "1e400",
    "__proto__",
    "🙂\u202e",
  ),
  fc.string({ unit: "binary", maxLength: 40 }),
);

/** The text with everything that is quoted as a name taken out: what is left is how the statement is built. */
function shapeOf(query: Fragment): readonly string[] {
  return [duckdb, postgres, redshift].map((dialect) => print(query, dialect).sql.replaceAll(/"(?:[^"]|"")*"/g, '""'));
}

function compiled(text: QuestionText): readonly { readonly query: Fragment; readonly shape: readonly string[] }[] {
  const question = readQuestion(text, state, () => null);
  const buckets = bucketsIn(question, question.grain);
  const request = { question, state, buckets, kept: null };
  return question.metrics.flatMap((metric) => {
    const first = buckets.slice(0, 1);
    const cell = { question: { ...question, by: [] }, state, buckets: first, kept: null, fromEvents: true };
    const behind = compileBehind(metric, cell);
    const queries = [
      compile(metric, request).query,
      compileDefinition(metric, cell).query,
      ...(behind === null ? [] : [behind.query]),
      ...(subjectOf(metric) === "activity"
        ? [compileTurnover(request, { events: "activity", now: question, before: question }).query]
        : []),
    ];
    return queries.map((query) => ({ query, shape: shapeOf(query) }));
  });
}

/** The shape of the statements, or that the question is refused. */
function outcome(text: QuestionText) {
  try {
    return compiled(text).map(({ shape }) => shape);
  } catch (error) {
    if (error instanceof UserError && error.code === "usage") return "refused";
    throw error;
  }
}

test(`no value that is typed anywhere changes the SQL of any metric (seed ${seed})`, () => {
  fc.assert(
    fc.property(fc.constantFrom(...catalogue), hostile, (metric, text) => {
      const activity = subjectOf(metric) === "activity";
      const base: QuestionText = { metrics: [metric.name], from: "2026-01", to: "2026-02" };
      // A filter's empty value and `Unknown` mean that the value is missing: another question, on purpose.
      const value = text === "" || text === "Unknown" ? "x" : text;
      const dimension = activity ? "platform" : "plan";
      const same = (with_: (word: string) => Partial<QuestionText>) =>
        expect(outcome({ ...base, ...with_(value) })).toEqual(outcome({ ...base, ...with_("plain") }));
      same((word) => ({ where: [`${dimension}=${word}`] }));
      same((word) => ({ where: [`${dimension}!=${word}`, `${dimension}!=other`] }));
      if (choosableEvents(metric.measure) !== null && value !== "*") same((word) => ({ event: [word] }));
      if (!activity) return;
      same((word) => ({ by: [`properties.${word}`] }));
      same((word) => ({ where: [`properties.${word.replaceAll(/[=!]/g, "")}=1`] }));
    }),
    { seed, numRuns: 300 },
  );
});

test(`whatever stands where a name, a date or a number is expected is refused or means the same (seed ${seed})`, () => {
  const base: QuestionText = { metrics: ["active_users"], from: "2026-01", to: "2026-02", by: ["platform"] };
  fc.assert(
    fc.property(
      fc.constantFrom(
        "metrics",
        "from",
        "to",
        "grain",
        "by",
        "where",
        "top",
        "compare",
        "basis",
        "timezone",
        "weekStart",
      ),
      hostile,
      (field, text) => {
        const isList = field === "metrics" || field === "by" || field === "where";
        const asked = { ...base, [field]: isList ? [text] : text };
        const found = outcome(asked);
        if (found !== "refused") {
          // Only what is meant: a number of groups, a range, a known word.
          expect(JSON.stringify(found)).not.toMatch(/canary|--|union select/);
        }
      },
    ),
    { seed, numRuns: 500 },
  );
});
