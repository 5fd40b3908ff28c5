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

/** Ask the question that `part` answers and compare every bucket and group, those the key leaves out being 0. */
export async function compareWithKey(part: KeyPart, settings: KeySettings, engine: Engine): Promise<Checked> {
  const metric = findMetric(part.metric);
  const isAmount = subjectOf(metric) === "subscription";
  const by = [...(part.dimension === null ? [] : [part.dimension]), ...(isAmount ? ["currency"] : [])];
  const { zone, weekStart } = settings;
  const question: Question = {
    metrics: [metric],
    from: startOfDay(zone, settings.from),
    to: startOfDay(zone, settings.to),
    grain: part.grain,
    by,
    where: [],
    event: [],
    top: null,
    compare: null,
    basis: metric.basis ?? "list",
    zone,
    weekStart,
  };
  const buckets = bucketsIn(question, part.grain);
  const { figures } = await measure(question, engine, { buckets });
  const groupOf = (figure: KeyFigure): Group => [
    ...(part.dimension === null ? [] : [figure.dimensionValue ?? "Unknown"]),
    ...(isAmount ? [figure.currency ?? "Unknown"] : []),
  ];
  const expected = new Map(part.figures.map((figure) => [`${figure.period} ${groupKey(groupOf(figure))}`, figure.value]));
  const all = [...part.figures.map(groupOf), ...figures.flatMap((one) => one.groups)];
  const groups = [...new Map(all.map((group) => [groupKey(group), group])).values()];
  const failures: VerifyFailure[] = [];
  let compared = 0;
  for (const bucket of buckets) {
    for (const group of groups) {
      const want = expected.get(`${bucket.key} ${groupKey(group)}`) ?? 0;
      const got = figures[0]?.value(bucket, group) ?? null;
      compared += 1;
      if (got === want) continue;
      const slice = by.map((dimension, i) => `${dimension}=${group[i] ?? ""}`).join(" ");
      failures.push({
        check: "answer key",
        metric: part.metric,
        grain: part.grain,
        period: formatDay(bucket.key),
        slice: slice === "" ? null : slice,
        expected: want,
        got,
      });
    }
  }
  return { compared, failures };
}
