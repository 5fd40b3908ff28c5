import { bucketsIn, stateOf } from "../buckets.ts";
import { compile } from "../compile.ts";
import type { Compiled, KeptValues, Request } from "../compiled.ts";
import type { DataState } from "../data-state.ts";
import { type Figures, groupKey, readFigures, type ReadRows, watermarkOf } from "../figures.ts";
import {
  type ConvertedFigures,
  convertFigures,
  type ConvertOptions,
  monthsOfCustomers,
  payingCustomers,
} from "../fx/convert-figures.ts";
import type { Basis } from "../grain.ts";
import { type Metric, unitOf } from "../metric.ts";
import type { AnswerRow } from "../answer.ts";
import { canonicalCell } from "./canonical-cell.ts";
import { noSuchGroup, placeOf } from "./cell-to-read.ts";
import { compileBehind } from "./compile-behind.ts";
import { isColumn } from "../waterfall/column-metrics.ts";
import { compileDefinition } from "./definition.ts";
import { howConverted } from "./how-converted.ts";
import type { ProvenCell, Reading, SaidFigure } from "./proven-cell.ts";
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
      source: compiled.source,
      ...readingOf(metric, { request, convert, compiled, by: compile }, (figures) => said(asked, figures)),
    },
    recount: readingOf(metric, { request: only, convert, compiled: defined, by: compileDefinition }, ({ figures }) =>
      figures.value(bucket, []),
    ),
    behind: compileBehind(metric, only),
    bases: basesOf(metric),
  };
}

/** What rows are read by. */
interface ReadBy {
  readonly request: Request;
  readonly convert: ConvertOptions | null;
  readonly compiled: Compiled;
  /** Compiles what an amount by customer is divided by. */
  readonly by: (metric: Metric, request: Request) => Compiled;
}

/** The figures that rows tell, and what they were converted with; null where they were not. */
interface Told {
  readonly figures: Figures;
  readonly converted: { readonly figures: ConvertedFigures; readonly convert: ConvertOptions } | null;
}

/** A query and how its rows are read; where amounts by customer are converted, the customers of all currencies beside it. */
function readingOf<T>(metric: Metric, { request, convert, compiled, by }: ReadBy, read: (told: Told) => T): Reading<T> {
  const { query } = compiled;
  const found = (rows: readonly AnswerRow[]): ReadRows => ({ compiled, rows, column: "value" });
  if (convert === null) {
    return { query, read: (rows) => read({ figures: readFigures(metric, request, found(rows)), converted: null }) };
  }
  const isByCustomer = metric.measure.kind === "arr_per_customer";
  const paying = payingCustomers(metric);
  const counted = isByCustomer ? by(paying, request) : null;
  return {
    query,
    beside: counted === null ? [] : [counted.query],
    read(rows, [counts = []]) {
      const customers =
        counted === null
          ? undefined
          : readFigures(paying, request, { compiled: counted, rows: counts, column: "value" });
      const options = { ...convert, customers };
      const figures = convertFigures(metric, request, { read: found(rows), convert: options });
      return read({ figures, converted: { figures, convert: options } });
    },
  };
}

function said({ question, metric, bucket, group }: ReceiptQuestion, { figures, converted }: Told): SaidFigure {
  if (!isColumn(metric) && question.by.length > 0 && !figures.groups.some((one) => groupKey(one) === groupKey(group))) {
    throw noSuchGroup(question.by, group);
  }
  const isMoney = unitOf(metric) === "minor_units";
  const place = question.by.indexOf("currency");
  const currency = place >= 0 ? (group[place] ?? null) : figures.currency;
  const told = { value: figures.value(bucket, group), currency: isMoney ? currency : null };
  if (converted === null) return told;
  const { convert } = converted;
  const conversion = {
    currency: convert.currency,
    ratesOf: convert.dayOf(bucket),
    parts: converted.figures.parts(bucket, group),
    isMoney,
    dividedBy: convert.customers === undefined ? 1 : monthsOfCustomers(convert.customers, { bucket, group }),
  };
  return { ...told, converted: howConverted(told.value, conversion) };
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
