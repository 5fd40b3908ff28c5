import { expect, test } from "vitest";
import { readActivityQuestion } from "../../src/metrics/activity-question.ts";
import { bucketsIn } from "../../src/metrics/buckets.ts";
import type { DataState } from "../../src/metrics/data-state.ts";
import { alongDimension, comparedUsers } from "../../src/metrics/explain/compared-ranges.ts";
import { compileTurnover } from "../../src/metrics/explain/compile-turnover.ts";
import { readExplain } from "../../src/metrics/explain/explain-question.ts";
import { compileLifecycle } from "../../src/metrics/lifecycle/compile-lifecycle.ts";
import { compileRetention } from "../../src/metrics/retention/compile-retention.ts";
import { readRetention } from "../../src/metrics/retention/read-retention.ts";
import { compileStickinessHistogram } from "../../src/metrics/stickiness/compile-stickiness-histogram.ts";
import { dayOf, microsPerUtcDay } from "../../src/schema/date.ts";
import { utc } from "../../src/schema/timezone.ts";
import { dialects } from "../../src/sql/dialects.ts";
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

const text = { from: "2026-01", to: "2026-04", grain: "month", by: ["platform"], where: ["country=DE"] };

function activity() {
  const question = readActivityQuestion(text, state, () => null);
  return { question, state, buckets: bucketsIn(question, question.grain), kept: null };
}

function retention(more: { readonly cohort: string; readonly mode: string }): Fragment {
  const asked = readRetention({ ...text, ...more, startEvent: ["project_created"] }, state, () => null);
  return compileRetention({ retention: asked, state, buckets: bucketsIn(asked.scope, asked.scope.grain) }).query;
}

/** Who came and went between two ranges, which `explain` asks for the whole and for each segment. */
function turnover(range: { readonly from: string; readonly to: string }): Fragment {
  const asked = readExplain({ metric: "active_users", ...range, where: ["country=DE"] }, state, () => null);
  const ranges = alongDimension(asked, "platform");
  const users = comparedUsers(ranges);
  if (users === null) throw new Error("Active users are sets of users");
  const { now } = ranges;
  return compileTurnover({ question: now, state, buckets: bucketsIn(now, "total"), kept: null }, users).query;
}

const queries: Readonly<Record<string, () => Fragment>> = {
  lifecycle: () => compileLifecycle(activity()).query,
  retention: () => retention({ cohort: "first_time", mode: "on" }),
  retention_on_or_after: () => retention({ cohort: "every_active", mode: "on_or_after" }),
  explain: () => turnover({ from: "2026-03-03", to: "2026-03-10" }),
  explain_by_month: () => turnover({ from: "2026-02", to: "2026-03" }),
  stickiness_histogram: () => compileStickinessHistogram(activity()).query,
};

for (const [name, query] of Object.entries(queries)) {
  for (const dialect of dialects) {
    test(`${name} is the SQL that people read and approved, for ${dialect.name}`, async () => {
      const { sql, parameters } = print(query(), dialect);
      expect(sql.split("\n").length).toBeLessThan(60);
      const bound = parameters.map((value, i) => `-- $${i + 1} = ${JSON.stringify(value)}`).join("\n");
      await expect(`${bound}\n${sql}\n`).toMatchFileSnapshot(`../golden/${name}/${dialect.name}.sql`);
    });
  }
}
