import { bucketsIn } from "../metrics/buckets.ts";
import { compileRetention } from "../metrics/retention/compile-retention.ts";
import { canonicalRetention, readRetention } from "../metrics/retention/read-retention.ts";
import type { RetentionAnswer } from "../metrics/retention/retention-answer.ts";
import type { RetentionQuestion, RetentionText } from "../metrics/retention/retention-question.ts";
import { retentionColumns, retentionTotals, shapeRetention } from "../metrics/retention/shape-retention.ts";
import { envelopeOf } from "./activity-envelope.ts";
import { type ExplainedSql, inEveryDialect, stateOf } from "./ask.ts";
import { markRetention } from "./mark-activity.ts";
import type { Engine } from "./measure.ts";
import type { Workspace } from "./open.ts";
import { readTimezone } from "./timezone.ts";
import { warningsFor } from "./warnings.ts";

export type { RetentionAnswer, RetentionText };

/**
 * Answer a retention as it was typed: cohorts of users and how many of each returned, period by period. UserErrors:
 * `usage` where it cannot be asked, `nothing_loaded` before any load.
 */
export async function retention(ws: Workspace, text: RetentionText): Promise<RetentionAnswer> {
  return ws.readers.use(async (reader) => {
    const state = stateOf(ws, reader);
    const question = readRetention(text, state, readTimezone);
    return answerRetention(question, { state, run: (query) => reader.run(query) });
  });
}

/** The SQL of a retention in every dialect; nothing is run. */
export async function explainRetentionSql(ws: Workspace, text: RetentionText): Promise<readonly ExplainedSql[]> {
  return ws.readers.use(async (reader) => {
    const state = stateOf(ws, reader);
    const question = readRetention(text, state, readTimezone);
    const buckets = bucketsIn(question.scope, question.scope.grain);
    return inEveryDialect("retention", compileRetention({ retention: question, state, buckets }).query);
  });
}

/** The whole answer to a checked retention. */
export async function answerRetention(question: RetentionQuestion, engine: Engine): Promise<RetentionAnswer> {
  const { state, run } = engine;
  const { scope, startEvents, returnEvents, periods } = question;
  const buckets = bucketsIn(scope, scope.grain);
  const tableOf = async (asked: RetentionQuestion) => {
    const request = { retention: asked, state, buckets };
    const { query, source } = compileRetention(request);
    return { source, rows: shapeRetention(await run(query), request) };
  };
  const { rows, source } = await tableOf(question);
  // Groups overlap: all users are counted again, without the breakdown.
  const whole = scope.by.length === 0 ? rows : (await tableOf({ ...question, scope: { ...scope, by: [] } })).rows;
  return {
    ...envelopeOf(scope, state, source),
    question: canonicalRetention(question),
    columns: retentionColumns(scope),
    rows: await markRetention(rows, { question, buckets }, engine),
    totals: retentionTotals(whole, periods),
    warnings: [...new Set([startEvents, returnEvents].flatMap((event) => warningsFor({ ...scope, event }, state)))],
  };
}
