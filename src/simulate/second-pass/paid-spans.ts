import { type Instant, microsPerSecond, microsPerUtcDay } from "../../schema/date.ts";
import { offsetAt, type Timezone } from "../../schema/timezone.ts";
import { annual, type Terms } from "../billing/standing.ts";
import type { Version } from "../billing/versions.ts";

/** An amount a year in minor units, before and after discounts. */
export interface Amount {
  readonly list: number;
  readonly net: number;
}

/** During [from, to) one version of a customer's subscription pays. */
export interface PaidSpan {
  readonly version: Version;
  readonly from: Instant;
  /** Null while it stands. Where the next span follows within a day it lasts until that. */
  readonly to: Instant | null;
  /** When paying ended in fact. */
  readonly paidTo: Instant | null;
  readonly amount: Amount;
  /** What the version would come to under the discount of the span before. */
  readonly underOldDiscount: Amount;
  /** Whether another span takes over from it. */
  readonly goesOn: boolean;
  /** Whether it ends in a pause. */
  readonly pauses: boolean;
}

const graceMicros = 14 * microsPerUtcDay;

/** The spans of one customer's `versions`, which come in order and of which one stands at a time, as known at `end`. */
export function paidSpans(
  versions: readonly Version[],
  { zone, end }: { readonly zone: Timezone; readonly end: Instant },
): readonly PaidSpan[] {
  const spans: PaidSpan[] = [];
  for (const [i, version] of versions.entries()) {
    const to = paidTo(version, end);
    const pays = version.status === "active" || version.status === "past_due";
    const amount = annual(version);
    if (!pays || amount.net === 0 || (to !== null && to <= version.validFrom)) continue;
    const next = versions[i + 1];
    spans.push({
      version,
      from: version.validFrom,
      to,
      paidTo: to,
      amount,
      underOldDiscount: annual({ ...version, terms: underDiscountOf(version.terms, spans.at(-1)?.version.terms) }),
      goesOn: false,
      pauses: next?.status === "paused" && next.subscription === version.subscription && next.validFrom === to,
    });
  }
  return spans.map((span, i) => {
    const next = spans[i + 1];
    if (next === undefined || span.paidTo === null || !isWithinADay(span.paidTo, next.from, zone)) return span;
    return { ...span, to: next.from, goesOn: true, pauses: false };
  });
}

/** The span that stands in the instant before `at`; null where none does. */
export function spanBefore(spans: readonly PaidSpan[], at: Instant): PaidSpan | null {
  return spans.find(({ from, to }) => from < at && (to === null || at <= to)) ?? null;
}

/** Until when a version pays: to its end, but past due no longer than the grace lasts. */
function paidTo({ status, validFrom, validTo }: Version, end: Instant): Instant | null {
  const grace = status === "past_due" ? validFrom + graceMicros : Infinity;
  const to = Math.min(validTo ?? Infinity, grace);
  return to < end ? to : null;
}

function underDiscountOf(terms: Terms, before: Terms | undefined): Terms {
  if (before === undefined) return terms;
  return { ...terms, discountMinor: before.discountMinor, discountBasisPoints: before.discountBasisPoints };
}

/** Whether fewer than 24 hours of the local clock lie between two instants. */
export function isWithinADay(from: Instant, to: Instant, zone: Timezone): boolean {
  const local = (instant: Instant): number => instant + offsetAt(zone, instant) * microsPerSecond;
  return local(to) - local(from) < microsPerUtcDay;
}
