import { formatDay } from "../../schema/date.ts";
import { bucketsIn, stateOf } from "../buckets.ts";
import { compile } from "../compile.ts";
import type { KeptValues, Request } from "../compiled.ts";
import type { DataState } from "../data-state.ts";
import { type Figures, groupKey, readFigures, type ReadRows, watermarkOf } from "../figures.ts";
import {
  type ConvertedFigures,
  type ConvertedPart,
  convertFigures,
  type ConvertOptions,
} from "../fx/convert-figures.ts";
import { fractionText } from "../fx/ratio.ts";
import type { Basis } from "../grain.ts";
import { type Metric, unitOf } from "../metric.ts";
import type { AnswerRow } from "../answer.ts";
import { compareBytes } from "../shape.ts";
import { canonicalCell } from "./canonical-cell.ts";
import { noSuchGroup, placeOf } from "./cell-to-read.ts";
import { compileBehind } from "./compile-behind.ts";
import { isColumn } from "../waterfall/column-metrics.ts";
import { compileDefinition } from "./definition.ts";
import type { ProvenCell, SaidFigure } from "./proven-cell.ts";
import { cellQuestion, type ReceiptQuestion } from "./receipt-question.ts";

/** What a figure was answered with. */
export interface AnsweredWith {
  readonly state: DataState;
  /** The values that keep their name where the rest is Other. */
  readonly kept: KeptValues;
  /** Rates, where the question names a currency. */
  readonly convert: ConvertOptions | null;
}

/** A figure of a metric, ready to be proven. */
export function metricCell(asked: ReceiptQuestion, { state, kept, convert }: AnsweredWith): ProvenCell {
  const { question, metric, isTotal, bucket, group, page } = asked;
  const request: Request = {
    question,
    state,
    buckets: question.grain === "total" ? [bucket] : bucketsIn(question, question.grain),
    kept,
  };
  const compiled = compile(metric, request);
  const only: Request = {
    question: cellQuestion(asked, kept),
    state,
    buckets: [bucket],
    kept: null,
    fromEvents: true,
  };
  const defined = compileDefinition(metric, only);
  const { name, title, meaning, fixedGrain, measure, basis } = metric;
  return {
    question: canonicalCell(question, { metric: name, cell: isTotal ? "total" : bucket.period, group, page }),
    scope: question,
    page,
    definition: { name, title, meaning, rule: { metric: name, fixedGrain, measure, basis } },
    place: {
      ...placeOf(bucket),
      state: stateOf(bucket, watermarkOf(metric, state), state.lateDays),
      unit: unitOf(metric),
    },
    exists: isColumn(metric) ? columnExists(asked, request) : null,
    ran: {
      query: compiled.query,
      source: compiled.source,
      read: (rows) => said(asked, { request, convert, compiled, rows }),
    },
    recount: {
      query: defined.query,
      read(rows) {
        const found = { compiled: defined, rows, column: "value" };
        return figuresOf(metric, { request: only, convert, found }).figures.value(bucket, []);
      },
    },
    behind: compileBehind(metric, only),
    bases: basesOf(metric),
  };
}

/** The figures that rows tell, converted where rates are given. */
function figuresOf(
  metric: Metric,
  { request, convert, found }: Pick<Ran, "request" | "convert"> & { readonly found: ReadRows },
): { readonly figures: Figures; readonly converted: ConvertedFigures | null } {
  if (convert === null) return { figures: readFigures(metric, request, found), converted: null };
  const converted = convertFigures(metric, request, { read: found, convert });
  return { figures: converted, converted };
}

interface Ran {
  readonly request: Request;
  readonly convert: ConvertOptions | null;
  readonly compiled: ReturnType<typeof compile>;
  readonly rows: readonly AnswerRow[];
}

function said(
  { question, metric, bucket, group }: ReceiptQuestion,
  { request, convert, compiled, rows }: Ran,
): SaidFigure {
  const found = { compiled, rows, column: "value" };
  const { figures, converted } = figuresOf(metric, { request, convert, found });
  if (!isColumn(metric) && question.by.length > 0 && !figures.groups.some((one) => groupKey(one) === groupKey(group))) {
    throw noSuchGroup(question.by, group);
  }
  const isMoney = unitOf(metric) === "minor_units";
  const place = question.by.indexOf("currency");
  const currency = place >= 0 ? (group[place] ?? null) : figures.currency;
  const told = { value: figures.value(bucket, group), currency: isMoney ? currency : null };
  if (convert === null || converted === null) return told;
  const parts = converted
    .parts(bucket, group)
    .toSorted(byCurrency)
    .map(({ currency: own, over, under, rate }) => {
      return { currency: own, amount: over, base: isMoney ? null : under, rate: fractionText(rate) };
    });
  const ratesOf = formatDay(convert.dayOf(bucket));
  return { ...told, converted: { currency: convert.currency, ratesOf, parts } };
}

function byCurrency(a: ConvertedPart, b: ConvertedPart): number {
  return compareBytes(a.currency, b.currency);
}

/** A slice that stands or moves in one column has a row, in which the others are 0. */
function columnExists({ question, metric, group }: ReceiptQuestion, request: Request): ProvenCell["exists"] {
  const ledger: Metric = { ...metric, measure: { kind: "standing_arr" } };
  const compiled = compile(ledger, request);
  return {
    query: compiled.query,
    read(rows) {
      const { groups } = readFigures(ledger, request, { compiled, rows, column: "value" });
      if (groups.some((one) => groupKey(one) === groupKey(group))) return;
      throw noSuchGroup(question.by, group);
    },
  };
}

/** Price bases that a metric's definition reads. */
function basesOf({ basis, measure }: Metric): readonly Basis[] {
  return measure.kind === "discount_arr" || basis === null ? ["list", "net"] : [basis];
}
