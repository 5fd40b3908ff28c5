import type { Answer, AnswerRow } from "../metrics/answer.ts";
import { bucketsIn } from "../metrics/buckets.ts";
import type { Request } from "../metrics/compiled.ts";
import type { Question } from "../metrics/question.ts";
import { amounts, bridge, rates } from "../metrics/waterfall/movements.ts";
import {
  compileWaterfall,
  readWaterfallPart,
  shapeWaterfall,
  waterfallColumns,
} from "../metrics/waterfall/shape-waterfall.ts";
import {
  type ArrText,
  canonicalArr,
  type CanonicalArr,
  type FxMode,
  readArr,
  readFxMode,
} from "../metrics/waterfall/waterfall-question.ts";
import { formatInstant } from "../schema/date.ts";
import { weekdays } from "../schema/period.ts";
import { dialects } from "../sql/dialects.ts";
import { print } from "../sql/print.ts";
import { type ExplainedSql, stateOf } from "./ask.ts";
import { publishedAmounts } from "../rollup/published-figure.ts";
import { convertedRows } from "./convert-arr.ts";
import { markMovedAmounts } from "./mark-restated.ts";
import type { Engine } from "./measure.ts";
import type { Workspace } from "./open.ts";
import { besides, runningOnce } from "./run-once.ts";
import { readTimezone } from "./timezone.ts";
import { warningsFor } from "./warnings.ts";

export type { ArrText } from "../metrics/waterfall/waterfall-question.ts";

/**
 * The ARR waterfall: one row per period, currency and slice, amounts in minor units. `totals` is the whole range as one
 * period, without slices; null where several currencies stand in it, amounts 0 where none does.
 */
export interface ArrAnswer extends Omit<Answer, "question" | "comparison"> {
  readonly question: CanonicalArr;
}

/**
 * The ARR waterfall as it was asked. UserErrors: `usage` where it cannot be asked, `nothing_loaded` before any load,
 * `data_quality` where it does not close to the minor unit.
 */
export async function arr(ws: Workspace, text: ArrText): Promise<ArrAnswer> {
  return ws.readers.use(async (reader) => {
    const state = stateOf(ws, reader);
    const fx = readFxMode(text);
    return answerArr(readArr(text, state, readTimezone), { state, run: (query) => reader.run(query), fx });
  });
}

/** The SQL of a waterfall in every dialect; nothing is run. */
export async function explainArrSql(ws: Workspace, text: ArrText): Promise<readonly ExplainedSql[]> {
  return ws.readers.use(async (reader) => {
    const state = stateOf(ws, reader);
    const parts = compileWaterfall(requestOf(readArr(text, state, readTimezone), { state }));
    return parts.flatMap(({ name, compiled }) =>
      dialects.map((dialect) => ({
        metric: `arr ${name}`,
        dialect: dialect.name,
        ...print(compiled.query, dialect),
      })),
    );
  });
}

/** An engine, and at which rates what it returns is converted where the question names a currency. */
export interface ArrEngine extends Engine {
  readonly fx?: FxMode;
}

/** The whole answer to a checked question. */
export async function answerArr(question: Question, asked: ArrEngine): Promise<ArrAnswer> {
  const engine = runningOnce(asked);
  const { state, fx = "constant" } = engine;
  const total: Question = { ...question, grain: "total", by: [] };
  const [shaped, whole] = await besides(rowsOf(question, engine), rowsOf(total, engine));
  const buckets = bucketsIn(question, question.grain);
  const rows = await markMovedAmounts(shaped, { question, buckets, amounts: publishedAmounts }, engine);
  const currencies = [...new Set(whole.map((row) => String(row["currency"])))];
  const only = currencies.length === 1 ? whole[0] : undefined;
  const printed = (instant: number | null) => (instant === null ? null : formatInstant(instant));
  // Where no currency is left, nothing stands and nothing moved: 0 of any currency, once the range has begun.
  const w = state.completeBefore.subscriptions;
  const nothing = currencies.length === 0 && w !== null && total.from < w ? 0 : null;
  const totalOf = (name: string) => (typeof only?.[name] === "number" ? only[name] : null);
  return {
    schemaVersion: 1,
    question: canonicalArr(question, fx),
    timezone: question.zone.name,
    weekStart: weekdays[question.weekStart - 1] ?? "monday",
    dataThrough: { events: printed(state.dataThrough.events), subscriptions: printed(state.dataThrough.subscriptions) },
    generation: state.generation,
    source: "rollup",
    columns: waterfallColumns(byCurrency(question.by), currencies),
    rows,
    totals: Object.fromEntries([
      ...[...amounts, ...bridge].map((name) => [name, totalOf(name) ?? nothing] as const),
      ...rates.map((name) => [name, totalOf(name)] as const),
    ]),
    warnings: warningsFor(question, state),
  };
}

async function rowsOf(question: Question, engine: ArrEngine): Promise<readonly AnswerRow[]> {
  const { state, run, fx = "constant" } = engine;
  if (question.currency !== undefined) return convertedRows(question, fx, engine);
  const request = requestOf(question, { state });
  const read = await Promise.all(
    compileWaterfall(request).map(async (part) => readWaterfallPart(part, await run(part.compiled.query), request)),
  );
  return shapeWaterfall(new Map(read.flat()), request);
}

function requestOf(question: Question, { state }: Pick<Engine, "state">): Request {
  const apart = { ...question, by: byCurrency(question.by) };
  return { question: apart, state, buckets: bucketsIn(question, question.grain), kept: null };
}

/** Currencies are never added, so they come first among the slices. */
function byCurrency(by: readonly string[]): readonly string[] {
  return ["currency", ...by.filter((dimension) => dimension !== "currency")];
}
