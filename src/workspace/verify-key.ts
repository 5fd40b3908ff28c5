import { bucketsIn } from "../metrics/buckets.ts";
import { findMetric } from "../metrics/catalogue.ts";
import { type Group, groupKey } from "../metrics/figures.ts";
import { subjectOf } from "../metrics/metric.ts";
import type { Grain, Question } from "../metrics/question.ts";
import { formatDay } from "../schema/date.ts";
import type { WeekStart } from "../schema/period.ts";
import { startOfDay, type Timezone } from "../schema/timezone.ts";
import type { KeyFigure } from "../warehouse/duckdb/answer-key.ts";
import { type Engine, measure } from "./measure.ts";
import type { VerifyFailure } from "./types.ts";

/** The range, timezone and weeks that an answer key was counted in. */
export interface KeySettings {
  readonly from: number;
  readonly to: number;
  readonly zone: Timezone;
  readonly weekStart: WeekStart;
}

/** Comparisons made, and those that failed. */
export interface Checked {
  readonly compared: number;
  readonly failures: readonly VerifyFailure[];
}

/** Figures of one metric, grain and dimension; what one question answers. */
interface KeyPart {
  readonly metric: string;
  readonly grain: Grain;
  readonly dimension: string | null;
  readonly figures: readonly KeyFigure[];
}

/** The parts of a key, each of which one question answers. */
export function partsOf(key: readonly KeyFigure[]): readonly KeyPart[] {
  const parts = new Map<string, { metric: string; grain: Grain; dimension: string | null; figures: KeyFigure[] }>();
  for (const figure of key) {
    const { metric, grain, dimension } = figure;
    const id = JSON.stringify([metric, grain, dimension]);
    const part = parts.get(id) ?? { metric, grain: grain as Grain, dimension, figures: [] };
    part.figures.push(figure);
    parts.set(id, part);
  }
  return [...parts.values()];
}

/** Ask the questions that `part` answers and compare every bucket and group, those the key leaves out being 0. */
export async function compareWithKey(part: KeyPart, settings: KeySettings, engine: Engine): Promise<Checked> {
  const all = await compareBuckets(part, questionOf(part, settings, wholeRange(settings)), engine);
  if (part.grain !== "month" || part.dimension !== null) return all;
  const alone = await compareOneAlone(part, settings, engine);
  return { compared: all.compared + alone.compared, failures: [...all.failures, ...alone.failures] };
}

/**
 * Ask for a month in the middle as a range of its own. Data lie before and behind it, so that a range which takes one
 * day too many or too few is seen; over the whole history it would not be.
 */
async function compareOneAlone(part: KeyPart, settings: KeySettings, engine: Engine): Promise<Checked> {
  const months = bucketsIn(questionOf(part, settings, wholeRange(settings)), "month");
  const month = months[Math.floor(months.length / 2)];
  if (month === undefined || findMetric(part.metric).fixedGrain !== null) return { compared: 0, failures: [] };
  const figures = part.figures.filter(({ period }) => period === month.key);
  const question = { ...questionOf(part, settings, month), grain: "total" as const };
  return compareBuckets({ ...part, figures }, question, engine);
}

function wholeRange({ zone, from, to }: KeySettings): { readonly from: number; readonly to: number } {
  return { from: startOfDay(zone, from), to: startOfDay(zone, to) };
}

function questionOf(
  part: KeyPart,
  { zone, weekStart }: KeySettings,
  { from, to }: { readonly from: number; readonly to: number },
): Question {
  const metric = findMetric(part.metric);
  const currency = subjectOf(metric) === "subscription" ? ["currency"] : [];
  return {
    metrics: [metric],
    from,
    to,
    grain: part.grain,
    by: [...(part.dimension === null ? [] : [part.dimension]), ...currency],
    where: [],
    event: [],
    top: null,
    compare: null,
    basis: metric.basis ?? "list",
    zone,
    weekStart,
  };
}

async function compareBuckets(part: KeyPart, question: Question, engine: Engine): Promise<Checked> {
  const { by, grain } = question;
  const buckets = bucketsIn(question, grain);
  const { figures } = await measure(question, engine, { buckets });
  const groupOf = (figure: KeyFigure): Group =>
    by.map((dimension) => (dimension === part.dimension ? figure.dimensionValue : figure.currency) ?? "Unknown");
  const expected = new Map(part.figures.map((figure) => [`${figure.period} ${groupKey(groupOf(figure))}`, figure.value]));
  const named = [...part.figures.map(groupOf), ...figures.flatMap((one) => one.groups)];
  const groups = [...new Map(named.map((group) => [groupKey(group), group])).values()];
  const failures: VerifyFailure[] = [];
  for (const bucket of buckets) {
    for (const group of groups) {
      const want = expected.get(`${bucket.key} ${groupKey(group)}`) ?? 0;
      const got = figures[0]?.value(bucket, group) ?? null;
      if (got === want) continue;
      const slice = by.map((dimension, i) => `${dimension}=${group[i] ?? ""}`).join(" ");
      failures.push({
        check: "answer key",
        metric: part.metric,
        grain,
        period: formatDay(bucket.key),
        slice: slice === "" ? null : slice,
        expected: want,
        got,
      });
    }
  }
  return { compared: buckets.length * groups.length, failures };
}
