import { formatDay, formatInstant } from "../schema/date.ts";
import { startOfDay } from "../schema/timezone.ts";
import { weekdays } from "../schema/period.ts";
import type { AnswerColumn, AnswerRow, CanonicalQuestion } from "./answer.ts";
import { type Bucket, stateOf } from "./buckets.ts";
import { overlaps } from "./dimensions.ts";
import { type Figures, type Group, groupKey, watermarkOf } from "./figures.ts";
import { isHistoryIncomplete } from "./history-incomplete.ts";
import { isAdditive, looksBack, unitOf } from "./metric.ts";
import type { DataState } from "./data-state.ts";
import { unknown } from "./question-filters.ts";
import type { Compare, Question } from "./question.ts";

/** Rows of an answer: every bucket in order, in it every group that any metric knows, by its bytes. */
export function shapeRows(
  figures: readonly Figures[],
  {
    question,
    buckets,
    state,
  }: { readonly question: Question; readonly buckets: readonly Bucket[]; readonly state: DataState },
): readonly AnswerRow[] {
  const groups = groupsOf(figures, question);
  const watermarks = question.metrics.map((metric) => watermarkOf(metric, state));
  // A row has one state: that of the metric whose data reach least far.
  const w = watermarks.some((mark) => mark === null) ? null : Math.min(...watermarks.filter((mark) => mark !== null));
  const looking = question.metrics.some(looksBack);
  return buckets.flatMap((bucket) => {
    const common = { period: bucket.period, state: stateOf(bucket, w, state.lateDays) };
    const incomplete = looking && isHistoryIncomplete(bucket, question, state);
    return groups.map((group) => ({
      ...common,
      ...Object.fromEntries(question.by.map((dimension, i) => [dimension, group[i] ?? unknown])),
      ...Object.fromEntries(figures.map((one) => [one.metric.name, one.value(bucket, group)])),
      ...(incomplete ? { history_incomplete: true as const } : {}),
    }));
  });
}

/** Every group of the figures, ordered by bytes; one empty group where nothing is broken down. */
export function groupsOf(figures: readonly Figures[], { by }: Question): readonly Group[] {
  if (by.length === 0) return [[]];
  const groups = new Map(figures.flatMap((one) => one.groups.map((group) => [groupKey(group), group] as const)));
  return [...groups.values()].toSorted(compareGroups);
}

/** Order of two groups by their bytes, value by value. */
export function compareGroups(a: Group, b: Group): number {
  const place = a.findIndex((text, i) => text !== b[i]);
  return place < 0 ? 0 : compareBytes(a[place] ?? "", b[place] ?? "");
}

/** Order of two texts by their UTF-8 bytes, which is the order of their code points. */
export function compareBytes(a: string, b: string): number {
  const [left, right] = [[...a], [...b]];
  const place = left.findIndex((character, i) => character !== right[i]);
  if (place < 0) return left.length - right.length;
  return (left[place]?.codePointAt(0) ?? 0) - (right[place]?.codePointAt(0) ?? -1);
}

/** What the columns of the rows mean. */
export function shapeColumns(figures: readonly Figures[], question: Question): readonly AnswerColumn[] {
  const plain = (name: string, unit: string): AnswerColumn => ({ name, unit, additive: false, overlapping: false });
  return [
    plain("period", question.grain === "hour" ? "instant" : "date"),
    plain("state", "state"),
    ...question.by.map((dimension) => ({
      ...plain(dimension, "text"),
      overlapping: question.metrics.some((metric) => overlaps(metric, dimension)),
    })),
    ...figures.map(({ metric, currency }) => ({
      name: metric.name,
      unit: unitOf(metric),
      ...(currency === null || unitOf(metric) === "rate" ? {} : { currency }),
      additive: isAdditive(metric),
      overlapping: question.by.some((dimension) => overlaps(metric, dimension)),
    })),
  ];
}

/** The question with every default filled in, as it is printed. */
export function canonicalQuestion(question: Question): CanonicalQuestion {
  return {
    kind: "query",
    metrics: question.metrics.map(({ name }) => name),
    from: printMoment(question.from, question),
    to: printMoment(question.to, question),
    grain: question.grain,
    by: question.by,
    where: question.where.flatMap(({ dimension, operator, values }) =>
      values.map((value) => `${dimension}${operator === "is" ? "=" : "!="}${value ?? unknown}`),
    ),
    event: question.event,
    top: question.top,
    compare: question.compare === null ? null : printCompare(question.compare, question),
    basis: question.basis,
    ...(question.currency === undefined ? {} : { currency: question.currency }),
    ...(question.windowSeconds === undefined ? {} : { windowSeconds: question.windowSeconds }),
    timezone: question.zone.name,
    weekStart: weekdays[question.weekStart - 1] ?? "monday",
  };
}

/** An instant as its local date where a local day starts there, else in UTC. */
export function printMoment(instant: number, { zone }: Question): string {
  const day = Math.floor((instant + 1) / 86_400_000_000);
  const start = [day - 1, day, day + 1].find((candidate) => startOfDay(zone, candidate) === instant);
  return start === undefined ? formatInstant(instant) : formatDay(start);
}

function printCompare(compare: Compare, question: Question): string {
  if (compare.kind !== "range") return compare.kind;
  return `${printMoment(compare.from, question)}..${printMoment(compare.to, question)}`;
}
