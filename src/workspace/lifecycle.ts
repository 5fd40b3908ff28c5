import { type ActivityText, canonicalActivity, readActivityQuestion } from "../metrics/activity-question.ts";
import { bucketsIn } from "../metrics/buckets.ts";
import { findMetric } from "../metrics/catalogue.ts";
import { compileLifecycle, lifecycleStages } from "../metrics/lifecycle/compile-lifecycle.ts";
import type { LifecycleAnswer } from "../metrics/lifecycle/lifecycle-answer.ts";
import { lifecycleColumns, shapeLifecycle } from "../metrics/lifecycle/shape-lifecycle.ts";
import type { Question } from "../metrics/question.ts";
import { envelopeOf } from "./activity-envelope.ts";
import { type ExplainedSql, inEveryDialect, stateOf } from "./ask.ts";
import { markLifecycle } from "./mark-activity.ts";
import { type Engine, totalsOf } from "./measure.ts";
import type { Workspace } from "./open.ts";
import { readTimezone } from "./timezone.ts";
import { warningsFor } from "./warnings.ts";

export type { ActivityText, LifecycleAnswer };

/**
 * Answer a lifecycle as it was typed: active users bucket by bucket as new, returning, resurrected and dormant.
 * UserErrors: `usage` where it cannot be asked, `nothing_loaded` before any load.
 */
export async function lifecycle(ws: Workspace, text: ActivityText): Promise<LifecycleAnswer> {
  return ws.readers.use(async (reader) => {
    const state = stateOf(ws, reader);
    const question = readActivityQuestion(text, state, readTimezone);
    return answerLifecycle(question, { state, run: (query) => reader.run(query) });
  });
}

/** The SQL of a lifecycle in every dialect; nothing is run. */
export async function explainLifecycleSql(ws: Workspace, text: ActivityText): Promise<readonly ExplainedSql[]> {
  return ws.readers.use(async (reader) => {
    const state = stateOf(ws, reader);
    const question = readActivityQuestion(text, state, readTimezone);
    const buckets = bucketsIn(question, question.grain);
    return inEveryDialect("lifecycle", compileLifecycle({ question, state, buckets, kept: null }).query);
  });
}

/** The whole answer to a checked lifecycle question. */
export async function answerLifecycle(question: Question, engine: Engine): Promise<LifecycleAnswer> {
  const { state, run } = engine;
  const request = { question, state, buckets: bucketsIn(question, question.grain), kept: null };
  const { query, source } = compileLifecycle(request);
  const rows = await markLifecycle(shapeLifecycle(await run(query), request), request, engine);
  const asked = { ...question, metrics: [findMetric("new_users")] };
  // The range as a whole has no bucket before it: of its stages only new is known.
  const { new_users: newUsers = null } = await totalsOf(asked, engine);
  return {
    ...envelopeOf(question, state, source),
    question: { kind: "lifecycle", ...canonicalActivity(question) },
    columns: lifecycleColumns(question),
    rows,
    totals: { ...Object.fromEntries(lifecycleStages.map((stage) => [stage, null])), new: newUsers },
    warnings: warningsFor(asked, state),
  };
}
