import type { AnswerRow, Comparison } from "../metrics/answer.ts";
import { type Bucket, bucketsIn, completeDays, stateOf } from "../metrics/buckets.ts";
import { compareRange } from "../metrics/compare-range.ts";
import type { KeptValues } from "../metrics/compiled.ts";
import { type Figures, watermarkOf } from "../metrics/figures.ts";
import { beginsBeforeHistory } from "../metrics/history.ts";
import type { Compare, Question } from "../metrics/question.ts";
import { groupsOf, printMoment } from "../metrics/shape.ts";
import { localDayOf, startOfDay } from "../schema/timezone.ts";
import { firstDays } from "../metrics/first-days.ts";
import { type Engine, type Measured, measure, totalsOf } from "./measure.ts";

interface CompareOptions {
  readonly totals: Readonly<Record<string, number | null>>;
  readonly kept: KeptValues;
  readonly compare: Compare;
}

/**
 * The same question over the range it is compared with. Rows stand in the order of the answer's rows, each bucket against
 * the one at its place; against a bucket that is still open only as many days are counted as it has complete.
 */
export async function compareAnswer(measured: Measured, engine: Engine, options: CompareOptions): Promise<Comparison> {
  const { question } = measured;
  const range = compareRange(question, options.compare);
  const before: Question = { ...question, ...range, compare: null };
  const then = await measure(before, engine, { kept: options.kept });
  const totals = await comparableTotals(question, before, { engine, totals: options.totals });
  const printed = ({ from, to }: Question) => ({ from: printMoment(from, question), to: printMoment(to, question) });
  return {
    ...printed(before),
    compared:
      totals.ranges === null ? null : { now: printed(totals.ranges.now), before: printed(totals.ranges.before) },
    rows: await alignedRows(measured, then, { engine, kept: options.kept }),
    totals: totals.before,
    changeRate: Object.fromEntries(
      question.metrics.map((metric) => {
        const { name } = metric;
        if (beginsBeforeHistory(metric, before, engine.state)) return [name, null];
        return [name, changeRate(totals.now[name] ?? null, totals.before[name] ?? null)];
      }),
    ),
  };
}

function changeRate(now: number | null, then: number | null): number | null {
  return now === null || then === null || then === 0 ? null : (now - then) / then;
}

/** Earliest watermark of the question's metrics; null where one of them has none. */
function earliestWatermark({ metrics }: Question, { state }: Engine): number | null {
  const marks = metrics.map((metric) => watermarkOf(metric, state));
  return marks.includes(null) ? null : Math.min(...marks.filter((mark) => mark !== null));
}

async function alignedRows(
  now: Measured,
  then: Measured,
  { engine, kept }: { readonly engine: Engine; readonly kept: KeptValues },
): Promise<readonly AnswerRow[]> {
  const { question } = now;
  const w = earliestWatermark(question, engine);
  const groups = groupsOf(now.figures, question);
  const rows: AnswerRow[] = [];
  for (const [i, bucket] of now.buckets.entries()) {
    const other = then.buckets[i];
    const clipped = other === undefined || w === null ? null : clip(bucket, other, { w, question });
    const figures =
      clipped === null || clipped === other ? then.figures : await figuresOf(clipped, then.question, { engine, kept });
    for (const group of groups) {
      rows.push({
        period: other?.period ?? null,
        state: other === undefined ? null : stateOf(other, w, engine.state.lateDays),
        ...Object.fromEntries(question.by.map((dimension, place) => [dimension, group[place] ?? null])),
        ...Object.fromEntries(
          figures.map((one) => [one.metric.name, clipped === null ? null : one.value(clipped, group)]),
        ),
      });
    }
  }
  return rows;
}

/** What of `other` is comparable with `bucket`: all of it once the bucket is complete, else its first days; null: nothing. */
function clip(
  bucket: Bucket,
  other: Bucket,
  { w, question }: { readonly w: number; readonly question: Question },
): Bucket | null {
  if (bucket.to <= w) return other;
  const days = completeDays(bucket, w, question.zone);
  if (days === 0 || question.grain === "hour") return null;
  const endDay = Math.min(other.endDay, other.firstDay + days);
  return { ...other, endDay, to: startOfDay(question.zone, endDay) };
}

async function figuresOf(
  bucket: Bucket,
  question: Question,
  { engine, kept }: { readonly engine: Engine; readonly kept: KeptValues },
): Promise<readonly Figures[]> {
  const part: Question = { ...question, from: bucket.from, to: bucket.to, grain: "total" };
  return (await measure(part, engine, { kept, buckets: [bucket] })).figures;
}

interface TotalsOptions {
  readonly engine: Engine;
  readonly totals: Readonly<Record<string, number | null>>;
}

interface ComparableTotals {
  readonly ranges: { readonly now: Question; readonly before: Question } | null;
  readonly now: Readonly<Record<string, number | null>>;
  readonly before: Readonly<Record<string, number | null>>;
}

/** Totals of both ranges over the same number of complete days, and what of the ranges that is; null where it is nothing. */
async function comparableTotals(
  question: Question,
  before: Question,
  { engine, totals }: TotalsOptions,
): Promise<ComparableTotals> {
  const w = earliestWatermark(question, engine);
  const whole = wholeRange(question);
  if (w === null || whole.to <= w) {
    return { ranges: { now: question, before }, now: totals, before: await totalsOf(before, engine) };
  }
  const days = Math.max(0, localDayOf(question.zone, w) - localDayOf(question.zone, whole.from));
  const nothing = Object.fromEntries(question.metrics.map(({ name }) => [name, null]));
  if (days === 0) return { ranges: null, now: nothing, before: nothing };
  const asManyDays = (range: Question): Question =>
    firstDays({ ...range, from: wholeRange(range).from, to: wholeRange(range).to }, days);
  const isOneBucket = [question, before].every((range) => bucketsIn(range, range.grain).length === 1);
  const countable = (range: Question): Question =>
    isOneBucket ? range : { ...range, metrics: range.metrics.filter(({ fixedGrain }) => fixedGrain === null) };
  const ranges = { now: asManyDays(question), before: asManyDays(before) };
  return {
    ranges,
    now: { ...nothing, ...(await totalsOf(countable(ranges.now), engine)) },
    before: { ...nothing, ...(await totalsOf(countable(ranges.before), engine)) },
  };
}

/** The range as it is counted for totals: a single bucket is whole. */
function wholeRange(question: Question): { readonly from: number; readonly to: number } {
  const buckets = bucketsIn(question, question.grain);
  const only = buckets.length === 1 ? buckets[0] : undefined;
  return only !== undefined && question.metrics.some(({ fixedGrain }) => fixedGrain !== null) ? only : question;
}
