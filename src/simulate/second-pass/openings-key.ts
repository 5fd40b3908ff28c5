import { civilOf, type Day, dayOf, type Instant } from "../../schema/date.ts";
import { addPeriods } from "../../schema/period.ts";
import { startOfDay } from "../../schema/timezone.ts";
import type { Company } from "../company.ts";
import { type Basis, bases, type BucketOf, endOf } from "./booked.ts";
import type { FullRow } from "./full-row.ts";
import { type PaidSpan, spanBefore } from "./paid-spans.ts";
import type { Slice } from "./slices.ts";

/** The metrics that compare a bucket's opening with its close, or that look back from its close. */
const question =
  "query grr_12m nrr_12m logo_churn_rate arr_churn_rate early_end_rate ltv_revenue renewal_arr renewal_pending_cancel_arr";

/** A stretch of time between whose ends customers are compared. */
interface Stretch {
  readonly opens: Instant;
  /** Its calendar end, be it still to come. */
  readonly ends: Instant;
  /** Its end, or the company's. */
  readonly closes: Instant;
}

/** What the customers of each opening in `slice` still have at the close of a bucket, and who of them left. */
export function* openingRows(
  company: Company,
  customers: readonly (readonly PaidSpan[])[],
  { bucket, slice, currency }: { readonly bucket: BucketOf; readonly slice: Slice; readonly currency: string },
): Generator<FullRow> {
  const { timezone: zone } = company;
  const { grain, period } = bucket;
  const closing = endOf(company, bucket);
  const [opens, closes] = [startOfDay(zone, period), startOfDay(zone, closing)];
  const stretch = { opens, ends: startOfDay(zone, addPeriods(period, grain, 1)), closes };
  const year = { opens: startOfDay(zone, yearEarlier(closing)), ends: closes, closes };
  const months = [3, 2, 1].map((back): Stretch => {
    const ends = startOfDay(zone, monthsEarlier(closing, back - 1));
    return { opens: startOfDay(zone, monthsEarlier(closing, back)), ends, closes: ends };
  });
  const of = { grain, period, segment: slice.segment, currency, position: 0 };
  for (const basis of bases) {
    const typed = `${question} --basis ${basis}`;
    const kept = keptOf(customers, { stretch, slice, basis });
    const keptYear = keptOf(customers, { stretch: year, slice, basis });
    const churn = churnOf(customers, { stretch, slice, basis });
    const quarter = months.map((month) => churnOf(customers, { stretch: month, slice, basis }));
    const sumOf = (name: "lost" | "exposed"): number => quarter.reduce((sum, one) => sum + one[name], 0);
    const standing = customers.map((spans) => amountBefore(spans, closes, { slice, basis }));
    const figures: readonly [question: string, name: string, value: number][] = [
      [`arr --basis ${basis}`, "kept", kept.kept],
      [`arr --basis ${basis}`, "kept_or_grown", kept.keptOrGrown],
      [typed, "grr_12m numerator", keptYear.kept],
      [typed, "grr_12m denominator", keptYear.opening],
      [typed, "nrr_12m numerator", keptYear.keptOrGrown],
      [typed, "nrr_12m denominator", keptYear.opening],
      [typed, "logo_churn_rate numerator", churn.lost],
      [typed, "logo_churn_rate denominator", churn.exposed],
      [typed, "arr_churn_rate numerator", churn.lostArr],
      [typed, "arr_churn_rate denominator", churn.exposedArr],
      [typed, "early_end_rate numerator", churn.earlyArr],
      [typed, "early_end_rate denominator", churn.openingArr],
      [typed, "ltv_revenue arr", standing.reduce((sum, amount) => sum + amount, 0)],
      [typed, "ltv_revenue customers", standing.filter((amount) => amount > 0).length],
      [typed, "ltv_revenue lost", sumOf("lost")],
      [typed, "ltv_revenue exposed", sumOf("exposed")],
    ];
    for (const [asked, name, value] of figures) if (value !== 0) yield { ...of, question: asked, name, value };
  }
}

/** The question by which what comes up for renewal is told too, by buckets that are not too many. */
export const renewalQuestion = question;

interface Counted {
  readonly stretch: Stretch;
  readonly slice: Slice;
  readonly basis: Basis;
}

/** Of what stood at the opening what is left, each customer's at most what they had (`kept`), and what they came to. */
function keptOf(customers: readonly (readonly PaidSpan[])[], { stretch, ...of }: Counted) {
  let [opening, kept, keptOrGrown] = [0, 0, 0];
  for (const spans of customers) {
    const before = amountBefore(spans, stretch.opens, of);
    if (before === 0) continue;
    const after = amountBefore(spans, stretch.closes, of);
    opening += before;
    kept += Math.min(before, after);
    keptOrGrown += after;
  }
  return { opening, kept, keptOrGrown };
}

function amountBefore(
  spans: readonly PaidSpan[],
  at: Instant,
  { slice, basis }: { readonly slice: Slice; readonly basis: Basis },
): number {
  const span = spanBefore(spans, at);
  return span !== null && slice.has(span.version) ? span.amount[basis] : 0;
}

/** Customers and ARR of an opening: in all, free to leave in the stretch (`exposed`), and lost by its close. */
function churnOf(customers: readonly (readonly PaidSpan[])[], { stretch, slice, basis }: Counted) {
  const churn = { exposed: 0, lost: 0, openingArr: 0, exposedArr: 0, lostArr: 0, earlyArr: 0 };
  for (const spans of customers) {
    const span = spanBefore(spans, stretch.opens);
    if (span === null || !slice.has(span.version)) continue;
    const amount = span.amount[basis];
    const isLost = leaves(span, spans, stretch);
    churn.openingArr += amount;
    if (!isExposed(span, stretch)) {
      if (isLost) churn.earlyArr += amount;
      continue;
    }
    churn.exposed += 1;
    churn.exposedArr += amount;
    if (!isLost) continue;
    churn.lostArr += amount;
    if (spanBefore(spans, stretch.closes) === null) churn.lost += 1;
  }
  return churn;
}

function isExposed({ version }: PaidSpan, { opens, ends }: Stretch): boolean {
  if (version.terms.interval === "month") return true;
  return version.termEndsAt !== null && version.termEndsAt >= opens && version.termEndsAt < ends;
}

/** Whether the subscription of `span` ends within the stretch and does not pay again before its close. */
function leaves({ version }: PaidSpan, spans: readonly PaidSpan[], { opens, closes }: Stretch): boolean {
  const own = spans.filter((one) => one.version.subscription === version.subscription);
  return own.some(({ to, goesOn, pauses }, i) => {
    if (to === null || goesOn || pauses || to < opens || to >= closes) return false;
    const back = own[i + 1]?.from ?? Infinity;
    return back >= closes;
  });
}

/** The same day of the year before; 29 February becomes 1 March. */
function yearEarlier(day: Day): Day {
  const { year, month, dayOfMonth } = civilOf(day);
  return dayOf(year - 1, month, dayOfMonth);
}

/** The same day so many months before, or the last of a shorter month. */
function monthsEarlier(day: Day, months: number): Day {
  const { year, month, dayOfMonth } = civilOf(day);
  const first = addPeriods(dayOf(year, month, 1), "month", -months);
  return Math.min(first + dayOfMonth, addPeriods(first, "month", 1)) - 1;
}
