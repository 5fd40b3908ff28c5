import { localDayOf } from "../schema/timezone.ts";
import { UserError } from "../schema/user-error.ts";
import type { AnswerRow } from "./answer.ts";
import { type Bucket, completeDays } from "./buckets.ts";
import { cellOf } from "./cell.ts";
import type { Compiled, Request } from "./compiled.ts";
import { comesApartByCurrency, type Metric, subjectOf } from "./metric.ts";
import type { DataState } from "./data-state.ts";
import type { Filter } from "./question.ts";

/** The groups of a row by name, in the question's order; empty where nothing is broken down. */
export type Group = readonly string[];

/** The figures of one metric, read off its query's rows. */
export interface Figures {
  readonly metric: Metric;
  readonly groups: readonly Group[];
  /** Currency of every amount; null for counts, or where the currency is a group. */
  readonly currency: string | null;
  /** The figure of a bucket and group: 0 (a rate: null) where nothing happened, null in a bucket that has not begun. */
  readonly value: (bucket: Bucket, group: Group) => number | null;
}

/** Rows of a compiled query, and the column in which the metric's figure stands. */
export interface ReadRows {
  readonly compiled: Compiled;
  readonly rows: readonly AnswerRow[];
  readonly column: string;
}

/** The instant before which data about a metric are complete; null where there are none. */
export function watermarkOf(metric: Metric, { completeBefore }: DataState): number | null {
  return subjectOf(metric) === "activity" ? completeBefore.events : completeBefore.subscriptions;
}

/** A row of a query that answers for a bucket: its own, or an earlier one that still stands. */
export interface Found {
  readonly row: AnswerRow;
  readonly isOwn: boolean;
}

/** Rows of a query by their group, each group's in the order of time. */
export interface Series {
  readonly groups: readonly Group[];
  /** The row that answers for a bucket of a group; null where there is none. */
  find(bucket: Bucket, group: Group): Found | null;
}

/** Tell the rows of a compiled query apart by the columns named in `by`. */
export function readSeries(
  metric: Metric,
  { question, state }: Request,
  { compiled, rows, by }: Pick<ReadRows, "compiled" | "rows"> & { readonly by: readonly string[] },
): Series {
  const series = new Map<string, { readonly group: Group; readonly at: number[]; readonly rows: AnswerRow[] }>();
  for (const row of rows) {
    const group = by.map((dimension) => String(row[dimension]));
    const key = groupKey(group);
    const one = series.get(key) ?? { group, at: [], rows: [] };
    series.set(key, one);
    one.at.push(Number(row["period"]));
    one.rows.push(row);
  }
  const w = watermarkOf(metric, state);
  return {
    groups: [...series.values()].map(({ group }) => group),
    find(bucket, group) {
      const one = series.get(groupKey(group));
      if (one === undefined || w === null) return null;
      const moment =
        compiled.reading === "as_of" && question.grain !== "hour"
          ? readingDay(metric, bucket, { w, question })
          : bucket.key;
      const place = lastAtOrBefore(one.at, moment);
      const row = one.rows[place];
      if (row === undefined) return null;
      const isOwn = one.at[place] === moment;
      return isOwn || compiled.reading === "as_of" ? { row, isOwn } : null;
    },
  };
}

/** Read a compiled query's rows as the figures of `metric`. */
export function readFigures(metric: Metric, request: Request, read: ReadRows): Figures {
  const { question, state } = request;
  const currency = onlyCurrency(metric, read.rows, {
    byCurrency: question.by.includes("currency"),
    state,
    where: question.where,
  });
  const series = readSeries(metric, request, { ...read, by: question.by });
  const w = watermarkOf(metric, state);
  const cell = cellOf(metric, read.column, state);
  return {
    metric,
    groups: series.groups,
    currency,
    value(bucket, group) {
      if (w === null || bucket.from >= w) return null;
      const found = series.find(bucket, group);
      if (found === null) return cell.empty;
      return found.isOwn ? cell.at(found.row, completeDays(bucket, w, question.zone)) : cell.after(found.row);
    },
  };
}

/**
 * The day on which a figure that stands is read: ARR at the bucket's close or the watermark; a trailing window at its
 * last complete day, or its last day where none is complete.
 */
export function readingDay(
  metric: Metric,
  bucket: Bucket,
  { w, question }: { readonly w: number; readonly question: Request["question"] },
): number {
  const lastDay = bucket.endDay - 1;
  if (metric.measure.kind === "retained_arr") return bucket.key;
  const readOn = metric.measure.kind === "opening_arr" ? bucket.firstDay - 1 : lastDay;
  if (subjectOf(metric) === "subscription") return Math.min(readOn, localDayOf(question.zone, w - 1));
  const complete = completeDays(bucket, w, question.zone);
  return question.grain === "day" || complete === 0 ? lastDay : bucket.firstDay + complete - 1;
}

const groupKeys = new WeakMap<Group, string>();

/** A group as one text, unlike that of any other group. */
export function groupKey(group: Group): string {
  let key = groupKeys.get(group);
  if (key === undefined) groupKeys.set(group, (key = JSON.stringify(group)));
  return key;
}

function lastAtOrBefore(sorted: readonly number[], moment: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? Infinity) <= moment) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

interface CurrencyOptions {
  readonly byCurrency: boolean;
  readonly state: DataState;
  readonly where: readonly Filter[];
}

/** The currency of amounts that are all 0: the one asked for, or the only one there is. */
function askedCurrency(where: readonly Filter[], { currencies }: DataState): string | null {
  const asked = where.filter(({ dimension, operator }) => dimension === "currency" && operator === "is");
  const named = asked.flatMap(({ values }) => values);
  if (named.length > 0) return named.length === 1 ? (named[0] ?? null) : null;
  return currencies.length === 1 ? (currencies[0] ?? null) : null;
}

/** UserError `usage` where figures to be compared are amounts in different currencies. */
export function checkSameCurrency({ metric, currency }: Figures, before: Figures): void {
  if (currency === null || before.currency === null || currency === before.currency) return;
  throw severalCurrencies(metric, [currency, before.currency].toSorted(), "compared");
}

function severalCurrencies(metric: Metric, currencies: readonly string[], done: "added" | "compared"): UserError {
  return new UserError(
    "usage",
    `"${metric.name}" has amounts in ${currencies.join(", ")}, which are never ${done}.`,
    `Ask with --by currency, or for one with --where currency=${currencies[0]}.`,
  );
}

function onlyCurrency(
  metric: Metric,
  rows: readonly AnswerRow[],
  { byCurrency, state, where }: CurrencyOptions,
): string | null {
  if (byCurrency || !comesApartByCurrency(metric)) return null;
  const currencies = [...new Set(rows.map((row) => String(row["currency"])))].toSorted();
  if (currencies.length <= 1) return currencies[0] ?? askedCurrency(where, state);
  throw severalCurrencies(metric, currencies, "added");
}
