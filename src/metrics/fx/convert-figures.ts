import type { Day } from "../../schema/date.ts";
import { divideRounded } from "../../schema/money.ts";
import { localDayOf } from "../../schema/timezone.ts";
import type { AnswerRow } from "../answer.ts";
import type { Bucket } from "../buckets.ts";
import type { Request } from "../compiled.ts";
import { type Figures, type Found, type Group, groupKey, type ReadRows, readSeries, watermarkOf } from "../figures.ts";
import { type Metric, unitOf } from "../metric.ts";
import type { RateOn } from "./rates.ts";
import { type Ratio, sumOf, times } from "./ratio.ts";

/** Figures that were converted into one currency, with what they are before they are rounded. */
export interface ConvertedFigures extends Figures {
  /** An amount without rounding; 0 where nothing stands or moves. */
  readonly exact: (bucket: Bucket, group: Group) => Ratio;
  /** What is converted into a figure, currency by currency. */
  readonly parts: (bucket: Bucket, group: Group) => readonly ConvertedPart[];
}

/** What a figure holds of one currency. */
export interface ConvertedPart extends Parts {
  readonly currency: string;
  /** What one of its minor units is worth, in those of the figure. */
  readonly rate: Ratio;
  /** The day whose rates hold. */
  readonly day: Day;
}

/** How `convertFigures` converts. */
export interface ConvertOptions {
  /** The currency of every figure. */
  readonly currency: string;
  readonly rateOn: RateOn;
  /** The day whose rates hold for a bucket. */
  readonly dayOf: (bucket: Bucket) => number;
  /** The metric of `payingCustomers`, over all currencies; where an amount is by customer. */
  readonly customers?: Figures | undefined;
}

/** Minor units in a row, before they are divided: an amount (and 0), or a part and a whole. */
interface Parts {
  readonly over: number;
  readonly under: number;
}

/**
 * Read rows that come apart by currency as figures in one: each is converted exactly, then added, then rounded or divided
 * once. `request` does not group by currency unless the question does.
 */
export function convertFigures(
  metric: Metric,
  request: Request,
  { read, convert }: { readonly read: ReadRows; readonly convert: ConvertOptions },
): ConvertedFigures {
  const { by } = request.question;
  const series = readSeries(metric, request, { ...read, by: [...by, "currency"] });
  const own = new Map<string, { readonly group: Group; readonly currencies: string[] }>();
  for (const group of series.groups) {
    const one = group.slice(0, by.length);
    const entry = own.get(groupKey(one)) ?? { group: one, currencies: [] };
    own.set(groupKey(one), entry);
    entry.currencies.push(group.at(-1) ?? "");
  }
  const w = watermarkOf(metric, request.state);
  const isRate = unitOf(metric) === "rate";

  function parts(bucket: Bucket, group: Group): readonly ConvertedPart[] {
    const day = convert.dayOf(bucket);
    return (own.get(groupKey(group))?.currencies ?? []).flatMap((currency) => {
      const found = series.find(bucket, [...group, currency]);
      const { over, under } = found === null ? { over: 0, under: 0 } : partsOf(metric, found, read);
      return over === 0 && under === 0 ? [] : [{ currency, over, under, rate: convert.rateOn(currency, day), day }];
    });
  }

  function sums(bucket: Bucket, group: Group): { readonly over: Ratio; readonly under: Ratio } {
    const found = parts(bucket, group);
    return {
      over: sumOf(found.map(({ rate, over }) => times(rate, over))),
      under: sumOf(found.map(({ rate, under }) => times(rate, under))),
    };
  }

  return {
    metric,
    groups: [...own.values()].map(({ group }) => group),
    currency: convert.currency,
    exact: (bucket, group) => sums(bucket, group).over,
    parts,
    value(bucket, group) {
      if (w === null || bucket.from >= w) return null;
      const { over, under } = sums(bucket, group);
      if (isRate) return under.over === 0n ? null : quotient(over, under);
      if (convert.customers === undefined) return rounded(over);
      const shares = monthsOfCustomers(convert.customers, { bucket, group });
      return shares === 0 ? null : rounded({ over: over.over, under: over.under * BigInt(shares) });
    },
  };
}

/** Who pays, by whom an amount is divided: each counted once over all currencies. */
export function payingCustomers(metric: Metric): Metric {
  return { ...metric, measure: { kind: "paying_customers" } };
}

/** Twelve for every paying customer: what ARR is divided by for a month of one of them. */
export function monthsOfCustomers(
  customers: Figures,
  { bucket, group }: { readonly bucket: Bucket; readonly group: Group },
): number {
  return 12 * (customers.value(bucket, group) ?? 0);
}

/** The figure in minor units, rounded half away from zero. */
export function rounded({ over, under }: Ratio): number {
  return Number(divideRounded(over, under));
}

/** The last day of a bucket that data reach to: its own last day, or that of the watermark. */
export function closingDay(bucket: Bucket, { question: { zone }, state }: Request): number {
  const w = state.completeBefore.subscriptions;
  return w === null ? bucket.endDay - 1 : Math.min(bucket.endDay - 1, localDayOf(zone, w - 1));
}

/** The last day that data reach to. */
export function lastDay({ question: { zone, to }, state }: Pick<Request, "question" | "state">): number {
  return localDayOf(zone, (state.completeBefore.subscriptions ?? to) - 1);
}

function quotient(over: Ratio, under: Ratio): number {
  return Number(over.over * under.under) / Number(over.under * under.over);
}

function partsOf({ measure }: Metric, { row, isOwn }: Found, { column }: ReadRows): Parts {
  const number = (name: string, of: AnswerRow = row) => Number(of[name]);
  if (measure.kind === "retained_arr") {
    if (!isOwn) return { over: number("closing"), under: number("closing") };
    return { over: number(measure.form), under: number("opening") };
  }
  if (measure.kind === "arr_per_customer") return { over: number("numerator"), under: 0 };
  if (unitOf({ measure }) === "rate") return { over: number("numerator"), under: number("denominator") };
  return { over: number(column), under: 0 };
}
