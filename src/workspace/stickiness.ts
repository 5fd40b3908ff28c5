import { type ActivityText, canonicalActivity, readActivityQuestion } from "../metrics/activity-question.ts";
import { bucketsIn } from "../metrics/buckets.ts";
import { compileStickinessHistogram } from "../metrics/stickiness/compile-stickiness-histogram.ts";
import { shapeStickiness, stickinessColumns } from "../metrics/stickiness/shape-stickiness.ts";
import type { StickinessAnswer } from "../metrics/stickiness/stickiness-answer.ts";
import type { Question } from "../metrics/question.ts";
import { envelopeOf } from "./activity-envelope.ts";
import { type ExplainedSql, inEveryDialect, stateOf } from "./ask.ts";
import { markStickiness } from "./mark-activity.ts";
import type { Engine } from "./measure.ts";
import type { Workspace } from "./open.ts";
import { readTimezone } from "./timezone.ts";
import { warningsFor } from "./warnings.ts";

export type { ActivityText, StickinessAnswer };

/**
 * Answer a stickiness as it was typed: how many users were active in exactly so many of the range's buckets. UserErrors:
 * `usage` where it cannot be asked, `nothing_loaded` before any load.
 */
export async function stickiness(ws: Workspace, text: ActivityText): Promise<StickinessAnswer> {
  return ws.readers.use(async (reader) => {
    const state = stateOf(ws, reader);
    const question = readActivityQuestion(text, state, readTimezone);
    return answerStickiness(question, { state, run: (query) => reader.run(query) });
  });
}

/** The SQL of a stickiness in every dialect; nothing is run. */
export async function explainStickinessSql(ws: Workspace, text: ActivityText): Promise<readonly ExplainedSql[]> {
  return ws.readers.use(async (reader) => {
    const state = stateOf(ws, reader);
    const question = readActivityQuestion(text, state, readTimezone);
    const buckets = bucketsIn(question, question.grain);
    return inEveryDialect("stickiness", compileStickinessHistogram({ question, state, buckets, kept: null }).query);
  });
}

/** The whole answer to a checked stickiness. */
export async function answerStickiness(question: Question, engine: Engine): Promise<StickinessAnswer> {
  const { state, run } = engine;
  const buckets = bucketsIn(question, question.grain);
  const histogramOf = async (asked: Question) => {
    const { query, source } = compileStickinessHistogram({ question: asked, state, buckets, kept: null });
    return { source, rows: shapeStickiness(await run(query), { question: asked, buckets }) };
  };
  const { rows, source } = await histogramOf(question);
  // Groups overlap: all users are counted again, without the breakdown.
  const whole = question.by.length === 0 ? rows : (await histogramOf({ ...question, by: [] })).rows;
  return {
    ...envelopeOf(question, state, source),
    question: { kind: "stickiness", ...canonicalActivity(question) },
    columns: stickinessColumns(question),
    rows: await markStickiness(rows, { question, buckets }, engine),
    totals: { users: whole.reduce((sum, { users }) => sum + Number(users), 0) },
    warnings: warningsFor(question, state),
  };
}
