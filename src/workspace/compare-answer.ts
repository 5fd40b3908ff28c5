import type { AnswerRow, Comparison } from "../metrics/answer.ts";
import { alignedBuckets } from "../metrics/aligned-buckets.ts";
import { type Bucket, bucketsIn, completeDays, stateOf } from "../metrics/buckets.ts";
import { comparableRanges, type ComparableRanges } from "../metrics/comparable-ranges.ts";
import { compareRange } from "../metrics/compare-range.ts";
import type { KeptValues } from "../metrics/compiled.ts";
import { checkSameCurrency, type Figures, watermarkOf } from "../metrics/figures.ts";
import { beginsBeforeHistory } from "../metrics/history.ts";
import type { Compare, Question } from "../metrics/question.ts";
import { groupsOf, printMoment } from "../metrics/shape.ts";
import { startOfDay } from "../schema/timezone.ts";
import { type Engine, type Measured, measure, totalsOf } from "./measure.ts";

interface CompareOptions {
  readonly totals: Readonly<Record<string, number | null>>;
  readonly kept: KeptValues;
  readonly compare: Compare;
}

/**
 * The same question over the range it is compared with. Rows stand in the order of the answer's rows, each bucket against
 * the one that it is aligned with; against a bucket that is still open only as many days are counted as it has complete.
 */
export async function compareAnswer(measured: Measured, engine: Engine, options: CompareOptions): Promise<Comparison> {
  const { question } = measured;
  const range = compareRange(question, options.compare);
  const before: Question = { ...question, ...range, compare: null };
  const then = await measure(before, engine, { kept: options.kept });
  for (const [place, figures] of measured.figures.entries()) {
    const other = then.figures[place];
    if (other !== undefined) checkSameCurrency(figures, other);
  }
  const parts = countedRanges({ now: question, before });
  const totals = await comparableTotals(question, { parts, before, engine, totals: options.totals });
  const printed = ({ from, to }: Question) => ({ from: printMoment(from, question), to: printMoment(to, question) });
  const aligned = alignedBuckets(
    { now: measured.buckets, before: then.buckets },
    { now: question, before },
    options.compare,
  );
  return {
    ...printed(before),
    compared:
      totals.ranges === null ? null : { now: printed(totals.ranges.now), before: printed(totals.ranges.before) },
    rows: await alignedRows(measured, then, { engine, kept: options.kept, aligned }),
    totals: totals.before,
    changeRate: Object.fromEntries(
      question.metrics.map((metric) => {
        const { name } = metric;
        const counted = parts.find(({ now }) => now.metrics.includes(metric))?.before ?? before;
        if (beginsBeforeHistory(metric, counted, engine.state)) return [name, null];
        return [name, changeRate(totals.now[name] ?? null, totals.before[name] ?? null)];
      }),
    ),
  };
}

/** A change for the greater is positive, also where what moves was negative before. */
function changeRate(now: number | null, then: number | null): number | null {
  return now === null || then === null || then === 0 ? null : (now - then) / Math.abs(then);
}

/** Earliest watermark of the question's metrics; null where one of them has none. */
function earliestWatermark({ metrics }: Question, { state }: Engine): number | null {
  const marks = metrics.map((metric) => watermarkOf(metric, state));
  return marks.includes(null) ? null : Math.min(...marks.filter((mark) => mark !== null));
}

interface AlignOptions {
  readonly engine: Engine;
  readonly kept: KeptValues;
  /** For each bucket the one it is compared with. */
  readonly aligned: readonly (Bucket | null)[];
}

async function alignedRows(
  now: Measured,
  then: Measured,
  { engine, kept, aligned }: AlignOptions,
): Promise<readonly AnswerRow[]> {
  const { question } = now;
  const w = earliestWatermark(question, engine);
  const groups = groupsOf(now.figures, question);
  const rows: AnswerRow[] = [];
  for (const [i, bucket] of now.buckets.entries()) {
    const other = aligned[i] ?? null;
    const clipped = other === null || w === null ? null : clip(bucket, other, { w, question });
    const figures =
      clipped === null || clipped === other ? then.figures : await figuresOf(clipped, then.question, { engine, kept });
    for (const group of groups) {
      rows.push({
        period: other?.period ?? null,
        state: other === null ? null : stateOf(other, w, engine.state.lateDays),
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
  readonly before: Question;
  /** Both ranges as the metrics are counted over them. */
  readonly parts: readonly ComparableRanges[];
  readonly engine: Engine;
  readonly totals: Readonly<Record<string, number | null>>;
}

interface ComparableTotals {
  /** What is compared; null where nothing is. */
  readonly ranges: ComparableRanges | null;
  readonly now: Readonly<Record<string, number | null>>;
  readonly before: Readonly<Record<string, number | null>>;
}

/** Totals of both ranges, of an open one over its complete days and as many of the other. */
async function comparableTotals(
  question: Question,
  { parts, before, engine, totals }: TotalsOptions,
): Promise<ComparableTotals> {
  const w = earliestWatermark(question, engine);
  const nothing = Object.fromEntries(question.metrics.map(({ name }) => [name, null]));
  const told = { now: { ...nothing }, before: { ...nothing } };
  for (const part of parts) {
    const ranges = comparableRanges(part, w);
    if (ranges === null) continue;
    const isWhole = ranges.now === part.now;
    Object.assign(told.now, isWhole ? totalsIn(totals, part.now) : await totalsOf(ranges.now, engine));
    Object.assign(told.before, await totalsOf(ranges.before, engine));
  }
  return { ranges: comparableRanges(parts[0] ?? { now: question, before }, w), ...told };
}

function totalsIn(totals: TotalsOptions["totals"], { metrics }: Question): TotalsOptions["totals"] {
  return Object.fromEntries(metrics.map(({ name }) => [name, totals[name] ?? null]));
}

/** Both ranges as metrics are counted over them: those that only whole buckets have, over one where both ranges are one. */
function countedRanges({ now, before }: ComparableRanges): readonly ComparableRanges[] {
  const buckets = [now, before].map((range) => bucketsIn(range, range.grain));
  const [only, onlyBefore] = buckets.map(([one, ...others]) => (others.length === 0 ? one : undefined));
  const about = (isFixed: boolean, range: Question, { from, to }: Pick<Question, "from" | "to">): Question => {
    return { ...range, from, to, metrics: now.metrics.filter(({ fixedGrain }) => (fixedGrain !== null) === isFixed) };
  };
  return [
    { now: about(false, now, now), before: about(false, before, before) },
    ...(only === undefined || onlyBefore === undefined
      ? []
      : [{ now: about(true, now, only), before: about(true, before, onlyBefore) }]),
  ].filter((part) => part.now.metrics.length > 0);
}
