import { type Bucket, bucketsIn } from "../metrics/buckets.ts";
import { findMetric } from "../metrics/catalogue.ts";
import { type Figures, type Group, groupKey } from "../metrics/figures.ts";
import { subjectOf } from "../metrics/metric.ts";
import type { Grain } from "../metrics/grain.ts";
import type { Question } from "../metrics/question.ts";
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

/** The figures that one question answers: all of one subject, grain and dimension. */
interface KeyPart {
  readonly metrics: readonly string[];
  readonly grain: Grain;
  readonly dimension: string | null;
  readonly figures: readonly KeyFigure[];
}

/** The parts of a key, each of which one question answers. */
export function partsOf(key: readonly KeyFigure[]): readonly KeyPart[] {
  const parts = new Map<string, KeyFigure[]>();
  for (const figure of key) {
    const id = JSON.stringify([subjectOf(findMetric(figure.metric)), figure.grain, figure.dimension]);
    const part = parts.get(id) ?? [];
    part.push(figure);
    parts.set(id, part);
  }
  return [...parts.values()].flatMap((figures) => {
    const [first] = figures;
    if (first === undefined) return [];
    const metrics = [...new Set(figures.map(({ metric }) => metric))];
    return [{ metrics, grain: first.grain as Grain, dimension: first.dimension, figures }];
  });
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
  const metrics = part.metrics.filter((metric) => findMetric(metric).fixedGrain === null);
  if (month === undefined || metrics.length === 0) return { compared: 0, failures: [] };
  const figures = part.figures.filter(({ period, metric }) => period === month.key && metrics.includes(metric));
  const only = { ...part, metrics, figures };
  return compareBuckets(only, { ...questionOf(only, settings, month), grain: "total" }, engine);
}

function wholeRange({ zone, from, to }: KeySettings): { readonly from: number; readonly to: number } {
  return { from: startOfDay(zone, from), to: startOfDay(zone, to) };
}

function questionOf(
  part: KeyPart,
  { zone, weekStart }: KeySettings,
  { from, to }: { readonly from: number; readonly to: number },
): Question {
  const metrics = part.metrics.map(findMetric);
  const currency = metrics.some((metric) => subjectOf(metric) === "subscription") ? ["currency"] : [];
  return {
    metrics,
    from,
    to,
    grain: part.grain,
    by: [...(part.dimension === null ? [] : [part.dimension]), ...currency],
    where: [],
    event: [],
    top: null,
    compare: null,
    basis: "list",
    zone,
    weekStart,
  };
}

async function compareBuckets(part: KeyPart, question: Question, engine: Engine): Promise<Checked> {
  const buckets = bucketsIn(question, question.grain);
  const { figures } = await measure(question, engine, { buckets });
  const results = figures.map((figure) => compareMetric(figure, part, { question, buckets }));
  return {
    compared: results.reduce((sum, { compared }) => sum + compared, 0),
    failures: results.flatMap(({ failures }) => failures),
  };
}

function compareMetric(
  got: Figures,
  part: KeyPart,
  { question, buckets }: { readonly question: Question; readonly buckets: readonly Bucket[] },
): Checked {
  const { by, grain } = question;
  const key = part.figures.filter(({ metric }) => metric === got.metric.name);
  const groupOf = (figure: KeyFigure): Group =>
    by.map((dimension) => (dimension === part.dimension ? figure.dimensionValue : figure.currency) ?? "Unknown");
  const expected = new Map(key.map((figure) => [`${figure.period} ${groupKey(groupOf(figure))}`, figure.value]));
  const groups = [...new Map([...key.map(groupOf), ...got.groups].map((group) => [groupKey(group), group])).values()];
  const failures: VerifyFailure[] = [];
  for (const bucket of buckets) {
    for (const group of groups) {
      const want = expected.get(`${bucket.key} ${groupKey(group)}`) ?? 0;
      const value = got.value(bucket, group);
      if (value === want) continue;
      const slice = by.map((dimension, i) => `${dimension}=${group[i] ?? ""}`).join(" ");
      failures.push({
        check: "answer key",
        metric: got.metric.name,
        grain,
        period: formatDay(bucket.key),
        slice: slice === "" ? null : slice,
        expected: want,
        got: value,
      });
    }
  }
  return { compared: buckets.length * groups.length, failures };
}
