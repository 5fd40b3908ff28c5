import type { AnswerRow } from "../metrics/answer.ts";
import { type Bucket, bucketsIn } from "../metrics/buckets.ts";
import { compile, compileAll } from "../metrics/compile.ts";
import type { KeptValues, Request } from "../metrics/compiled.ts";
import type { DataState } from "../metrics/data-state.ts";
import { type Figures, readFigures } from "../metrics/figures.ts";
import { convertFigures, type ConvertOptions, lastDay, payingCustomers } from "../metrics/fx/convert-figures.ts";
import { ratesQuery, readRates } from "../metrics/fx/rates.ts";
import { comesApartByCurrency, type Metric } from "../metrics/metric.ts";
import type { Question } from "../metrics/question.ts";
import type { Fragment } from "../sql/fragment.ts";

/** What an answer is computed with: the state of the data, and something that runs a query on it. */
export interface Engine {
  readonly state: DataState;
  readonly run: (query: Fragment) => Promise<readonly AnswerRow[]>;
}

/** The figures of several metrics over some buckets. */
export interface Measured {
  readonly question: Question;
  readonly buckets: readonly Bucket[];
  readonly figures: readonly Figures[];
  readonly source: "rollup" | "events";
}

/** How `measure` reads. */
export interface MeasureOptions {
  readonly kept?: KeptValues;
  readonly fromEvents?: boolean;
  /** The buckets to count, where they are not those of the question's own range. */
  readonly buckets?: readonly Bucket[];
}

/** Compile, run and read every metric of `question`. */
export async function measure(
  question: Question,
  { state, run }: Engine,
  options: MeasureOptions = {},
): Promise<Measured> {
  const buckets = options.buckets ?? bucketsIn(question, question.grain);
  const request: Request = {
    question,
    state,
    buckets,
    kept: options.kept ?? null,
    fromEvents: options.fromEvents ?? false,
  };
  const parts = compileAll(question.metrics, request);
  const convert = await conversionOf(request, run);
  const read = await Promise.all(
    parts.map(async ({ metrics, compiled }) => {
      const rows = await run(compiled.query);
      return Promise.all(
        metrics.map(async ({ metric, column }) => {
          const found = { compiled, rows, column };
          if (convert === null || !comesApartByCurrency(metric)) return readFigures(metric, request, found);
          const customers =
            metric.measure.kind === "arr_per_customer" ? await customersOf(metric, request, run) : undefined;
          return convertFigures(metric, request, { read: found, convert: { ...convert, customers } });
        }),
      );
    }),
  );
  const figures = new Map(read.flat().map((one) => [one.metric, one]));
  return {
    question,
    buckets,
    figures: question.metrics.flatMap((metric) => figures.get(metric) ?? []),
    source: parts.some(({ compiled }) => compiled.source === "events") ? "events" : "rollup",
  };
}

/** How amounts are converted at constant rates, those of the watermark's day; null where the question names no currency. */
export async function conversionOf(
  request: Pick<Request, "question" | "state">,
  run: Engine["run"],
): Promise<ConvertOptions | null> {
  const { currency } = request.question;
  if (currency === undefined) return null;
  const day = lastDay(request);
  return { currency, rateOn: readRates(await run(ratesQuery(currency)), currency), dayOf: () => day };
}

/** Who pays, over all currencies, for an average by customer. */
async function customersOf(metric: Metric, request: Request, run: Engine["run"]): Promise<Figures> {
  const paying = payingCustomers(metric);
  const compiled = compile(paying, request);
  return readFigures(paying, request, { compiled, rows: await run(compiled.query), column: "value" });
}

/**
 * Each metric over the whole range, without the breakdown, recounted. A metric that is only counted at one calendar grain
 * has a total where the range is one such bucket, else null.
 */
export async function totalsOf(question: Question, engine: Engine): Promise<Readonly<Record<string, number | null>>> {
  const [only, ...others] = bucketsIn(question, question.grain);
  const rangeOf = ({ fixedGrain }: Metric) => {
    if (fixedGrain === null) return question;
    return others.length === 0 ? only : undefined;
  };
  // Currencies are never added: an amount broken down by currency has a total only where there is one.
  const isApart = (metric: Metric) =>
    question.by.includes("currency") && question.currency === undefined && comesApartByCurrency(metric);
  const counted = new Map<string, number | null>();
  for (const [range, apart] of [question, only].flatMap((one) => [[one, false] as const, [one, true] as const])) {
    const metrics = question.metrics.filter((metric) => rangeOf(metric) === range && isApart(metric) === apart);
    if (range === undefined || metrics.length === 0) continue;
    const whole: Question = {
      ...question,
      from: range.from,
      to: range.to,
      metrics,
      by: apart ? ["currency"] : [],
      grain: "total",
      top: null,
      compare: null,
    };
    const [bucket] = bucketsIn(whole, "total");
    const { figures } = await measure(whole, engine);
    for (const { metric, groups, value } of figures) {
      const isTold = bucket !== undefined && !(apart && groups.length > 1);
      counted.set(metric.name, isTold ? value(bucket, apart ? (groups[0] ?? []) : []) : null);
    }
  }
  return Object.fromEntries(question.metrics.map(({ name }) => [name, counted.get(name) ?? null]));
}
