import type { Answer } from "../metrics/answer.ts";
import type { KeptValues } from "../metrics/compiled.ts";
import type { Question } from "../metrics/question.ts";
import { other, unknown } from "../metrics/question-filters.ts";
import { canonicalQuestion, compareBytes, shapeColumns, shapeRows } from "../metrics/shape.ts";
import { formatInstant } from "../schema/date.ts";
import { weekdays } from "../schema/period.ts";
import { compareAnswer } from "./compare-answer.ts";
import { markRestated } from "./mark-restated.ts";
import type { Group } from "../metrics/figures.ts";
import { type Engine, measure, totalsOf } from "./measure.ts";
import { besides, runningOnce } from "./run-once.ts";
import { warningsFor } from "./warnings.ts";

/** The whole answer to `question`: rows, totals and what it is compared with. */
export async function answer(question: Question, asked: Engine): Promise<Answer> {
  const engine = runningOnce(asked);
  const { state } = engine;
  const kept = await keptValues(question, engine);
  const [{ measured, shaped }, totals] = await besides(shapedRows(question, engine, kept), totalsOf(question, engine));
  const rows = await markRestated(shaped, measured, engine);
  const printed = (instant: number | null) => (instant === null ? null : formatInstant(instant));
  return {
    schemaVersion: 1,
    question: canonicalQuestion(question),
    timezone: question.zone.name,
    weekStart: weekdays[question.weekStart - 1] ?? "monday",
    dataThrough: { events: printed(state.dataThrough.events), subscriptions: printed(state.dataThrough.subscriptions) },
    generation: state.generation,
    source: measured.source,
    columns: shapeColumns(measured.figures, question),
    rows,
    totals,
    ...(question.compare === null
      ? {}
      : { comparison: await compareAnswer(measured, engine, { totals, kept, compare: question.compare }) }),
    warnings: warningsFor(question, state),
  };
}

async function shapedRows(question: Question, engine: Engine, kept: KeptValues) {
  const measured = await measure(question, engine, { kept });
  const shaped = shapeRows(measured.figures, { question, buckets: measured.buckets, state: engine.state });
  return { measured, shaped };
}

/** With `--top N`: the N values with the greatest total of the first metric; the rest becomes Other, and what is called so. */
export async function keptValues(question: Question, engine: Engine): Promise<KeptValues> {
  if (question.top === null) return null;
  const ranking: Question = {
    ...question,
    metrics: question.metrics.slice(0, 1),
    grain: "total",
    top: null,
    compare: null,
  };
  const { figures, buckets } = await measure(ranking, engine);
  const [first, bucket] = [figures[0], buckets[0]];
  if (first === undefined || bucket === undefined) return [];
  const ranked = (groups: readonly Group[]) =>
    [...new Set(groups.map(([value = unknown]) => value))]
      .filter((value) => value !== unknown && value !== other)
      .map((value) => ({ value, total: first.value(bucket, [value]) ?? 0 }))
      .toSorted((a, b) => b.total - a.total || compareBytes(a.value, b.value))
      .slice(0, question.top ?? 0)
      .map(({ value }) => value);
  const kept = ranked(first.groups);
  const rest = question.metrics.slice(1);
  if (kept.length === question.top || rest.length === 0) return kept;
  // Places are free: values that the first metric does not know, and another does, count nothing of it.
  const others = await measure({ ...ranking, metrics: rest }, engine);
  return ranked([first, ...others.figures].flatMap(({ groups }) => groups));
}
