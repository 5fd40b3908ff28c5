import { expect, test } from "vitest";
import { readActivityQuestion } from "../../src/metrics/activity-question.ts";
import { bucketsIn } from "../../src/metrics/buckets.ts";
import { compileAll } from "../../src/metrics/compile.ts";
import { compileLifecycle } from "../../src/metrics/lifecycle/compile-lifecycle.ts";
import type { DataState } from "../../src/metrics/data-state.ts";
import type { QuestionText } from "../../src/metrics/question.ts";
import { readQuestion } from "../../src/metrics/read-question.ts";
import { dayOf, microsPerUtcDay } from "../../src/schema/date.ts";
import { utc } from "../../src/schema/timezone.ts";
import { duckdb } from "../../src/sql/dialects/duckdb.ts";
import { postgres } from "../../src/sql/dialects/postgres.ts";
import { redshift } from "../../src/sql/dialects/redshift.ts";
import type { Fragment } from "../../src/sql/fragment.ts";
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
};

/** A quarter by month inside one country: what the gap histogram and the day cube answer. */
const text = { from: "2026-01", to: "2026-04", grain: "month", where: ["country=DE"] };

function ask(...metrics: readonly string[]): Fragment {
  return compileOne({ ...text, metrics }, state);
}

/** What an engine is asked that keeps the histograms of questions' own segments. */
function askOwn(own: Omit<QuestionText, "metrics">, ...metrics: readonly string[]): Fragment {
  return compileOne({ from: "2026-01", to: "2026-04", ...own, metrics }, { ...state, keepsSegments: true });
}

function compileOne(asked: QuestionText, known: DataState): Fragment {
  const question = readQuestion(asked, known, () => null);
  const request = { question, state: known, buckets: bucketsIn(question, question.grain), kept: null };
  const [part, ...others] = compileAll(question.metrics, request);
  if (part === undefined || others.length > 0)
    throw new Error(`${asked.metrics.join(" and ")} are not asked in one query`);
  return part.compiled.query;
}

function lifecycle(): Fragment {
  const question = readActivityQuestion(text, state, () => null);
  return compileLifecycle({ question, state, buckets: bucketsIn(question, question.grain), kept: null }).query;
}

const queries: Readonly<Record<string, () => Fragment>> = {
  active_and_creators: () => ask("mau", "creators"),
  created_and_exported: () => ask("projects_created", "projects_exported"),
  mau_30d: () => ask("mau_30d"),
  new_users: () => ask("new_users"),
  returning_users: () => ask("returning_users"),
  export_rate: () => ask("export_rate"),
  stickiness: () => ask("stickiness"),
  lifecycle,
};

const severalWhere = ["platform=web", "platform=ios", "country!=DE"];

const ownQueries: Readonly<Record<string, () => Fragment>> = {
  export_rate: () => askOwn({ grain: "month", where: severalWhere }, "export_rate"),
  mau_30d_by_plan: () => askOwn({ grain: "day", by: ["plan"], where: ["user_type=returning"] }, "mau_30d"),
  new_users_of_named_events: () => askOwn({ grain: "week", event: ["project_created", "page_viewed"] }, "new_users"),
};

for (const [name, query] of Object.entries(ownQueries)) {
  for (const dialect of [duckdb, postgres, redshift]) {
    test(`${name} of a question's own segment is the SQL that people read and approved, for ${dialect.name}`, async () => {
      const { sql, parameters } = print(query(), dialect);
      expect(sql.split("\n").length).toBeLessThan(60);
      const bound = parameters.map((value, i) => `-- $${i + 1} = ${JSON.stringify(value)}`).join("\n");
      await expect(`${bound}\n${sql}\n`).toMatchFileSnapshot(`../golden/own_segment/${name}/${dialect.name}.sql`);
    });
  }
}

for (const [name, query] of Object.entries(queries)) {
  for (const dialect of [duckdb, postgres, redshift]) {
    test(`${name} inside one country is the SQL that people read and approved, for ${dialect.name}`, async () => {
      const { sql, parameters } = print(query(), dialect);
      expect(sql.split("\n").length).toBeLessThan(60);
      const bound = parameters.map((value, i) => `-- $${i + 1} = ${JSON.stringify(value)}`).join("\n");
      await expect(`${bound}\n${sql}\n`).toMatchFileSnapshot(`../golden/one_segment/${name}/${dialect.name}.sql`);
    });
  }
}
