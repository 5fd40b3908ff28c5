import type { Instant } from "../../schema/date.ts";
import { startOfDay, type Timezone } from "../../schema/timezone.ts";
import type { Version } from "../billing/versions.ts";
import type { Company } from "../company.ts";
import type { Buckets } from "../truth/buckets.ts";
import { bases, type Booked, type BucketOf, isSeen, sumsOf } from "./booked.ts";
import { cancelRequests, requestsBooked } from "./cancel-requests.ts";
import type { FullRow } from "./full-row.ts";
import { cancelsOf, type MovementName, movementNames, movementsOf } from "./movements.ts";
import { openingRows, renewalQuestion } from "./openings-key.ts";
import { type PaidSpan, paidSpans } from "./paid-spans.ts";
import { renewalsBooked } from "./renewals.ts";
import { slicesOf } from "./slices.ts";
import { trialsBooked } from "./trials.ts";

/** By how much a movement changes what stands; ends are told beside the movements that they are. */
const signs: Readonly<Record<MovementName, number>> = {
  new: 1,
  expansion: 1,
  reactivation: 1,
  resume: 1,
  switch_in: 1,
  contraction: -1,
  churn: -1,
  pause: -1,
  switch_out: -1,
  discount_change: 1,
  cancel_arr: 0,
  cancel_arr_monthly: 0,
  cancel_arr_yearly: 0,
  churn_at_cancel: 0,
  contraction_by_cancel: 0,
};

const grainsOfRates: readonly string[] = ["month", "quarter"];

/** Metrics of subscriptions that are told by every grain. */
const question =
  "query net_new_arr quick_ratio paying_customers arpa cancel_requested_arr saved_arr pending_cancel_arr cancel_arr_other";

/** One customer: their versions in order, and the spans during which these pay. */
interface Customer {
  readonly versions: readonly Version[];
  readonly spans: readonly PaidSpan[];
}

/**
 * The ARR ledger and every metric of subscriptions that the fast key leaves out, from the versions of a shard: movements
 * and what stands before and after them, requests to cancel, renewals, trials, and what becomes of those who pay at an
 * opening.
 */
export function* ledgerRows(
  company: Company,
  versions: readonly Version[],
  grains: readonly Buckets[],
): Generator<FullRow> {
  const { timezone: zone, scenario } = company;
  const end = startOfDay(zone, company.to);
  const customers = customersOf(versions, { zone, end });
  for (const [market, { currency }] of scenario.billing.markets.entries()) {
    const ofMarket = customers.filter(({ versions: own }) => own[0]?.market === market);
    const booked = ofMarket.flatMap((customer) => bookedOf(customer, { zone, end }));
    for (const slice of slicesOf(company)) {
      const seen = booked.filter((one) => isSeen(one, slice));
      const paying = ofMarket.map(({ spans }) => spans).filter((own) => own.some(({ version }) => slice.has(version)));
      if (seen.length === 0) continue;
      const sums = bases.map((basis) => ({ basis, sum: sumsOf(company, seen, basis) }));
      for (const { grain, starts } of grains) {
        for (const period of starts) {
          const bucket = { grain, period };
          const of = { ...bucket, segment: slice.segment, currency, position: 0 };
          for (const [asked, name, value] of sumFigures(sums, bucket))
            if (value !== 0) yield { ...of, question: asked, name, value };
          if (grainsOfRates.includes(grain)) yield* openingRows(company, paying, { bucket, slice, currency });
        }
      }
    }
  }
}

function customersOf(
  versions: readonly Version[],
  { zone, end }: { readonly zone: Timezone; readonly end: Instant },
): readonly Customer[] {
  const byUser = new Map<number, Version[]>();
  for (const version of versions.filter(({ validFrom }) => validFrom < end)) {
    const own = byUser.get(version.user);
    if (own === undefined) byUser.set(version.user, [version]);
    else own.push(version);
  }
  return [...byUser.values()].map((own) => ({ versions: own, spans: paidSpans(own, { zone, end }) }));
}

/** Everything that happens to one customer until `end`. */
function bookedOf(
  { versions, spans }: Customer,
  { zone, end }: { readonly zone: Timezone; readonly end: Instant },
): readonly Booked[] {
  const requests = cancelRequests(versions);
  return [
    ...movementsOf(spans),
    ...cancelsOf(versions, spans, { zone, end }),
    ...requestsBooked(requests, spans),
    ...renewalsBooked(spans, requests, end),
    ...trialsBooked(versions, spans, end),
    ...spans.flatMap(({ from, to, version }) => {
      const one = { name: "paying_customers", of: version, other: null };
      const comes = { ...one, at: from, amount: { list: 1, net: 1 } };
      return to === null ? [comes] : [comes, { ...one, at: to, amount: { list: -1, net: -1 } }];
    }),
  ].filter(({ at }) => at < end);
}

type Sums = readonly { readonly basis: (typeof bases)[number]; readonly sum: ReturnType<typeof sumsOf> }[];

/** The figures of one bucket that are sums: each with the question it answers. */
function* sumFigures(
  sums: Sums,
  bucket: BucketOf,
): Generator<readonly [question: string, name: string, value: number]> {
  const discounts = { list: 0, net: 0 };
  for (const { basis, sum } of sums) {
    const during = (...names: readonly string[]): number =>
      names.reduce((total, name) => total + sum.during(name, bucket), 0);
    const standing = (when: "opening" | "close"): number =>
      movementNames.reduce((total, name) => total + signs[name] * sum.upTo(name, when, bucket), 0);
    const [opening, closing] = [standing("opening"), standing("close")];
    const customers = sum.upTo("paying_customers", "close", bucket);
    discounts[basis] = closing;
    const arr = `arr --basis ${basis}`;
    yield [arr, "opening", opening];
    yield [arr, "closing", closing];
    for (const name of movementNames) yield [arr, name, during(name)];
    const typed = `${question} --basis ${basis}`;
    yield [typed, "net_new_arr", closing - opening];
    yield [typed, "quick_ratio numerator", during("new", "expansion", "reactivation")];
    yield [typed, "quick_ratio denominator", during("contraction", "churn")];
    yield [typed, "paying_customers", customers];
    yield [typed, "arpa numerator", closing];
    yield [typed, "arpa denominator", 12 * customers];
    yield [typed, "cancel_requested_arr", during("cancel_requested_arr")];
    yield [typed, "saved_arr", during("saved_arr")];
    yield [typed, "pending_cancel_arr", sum.upTo("pending_cancel_arr", "close", bucket)];
    if (grainsOfRates.includes(bucket.grain)) {
      for (const name of ["renewal_arr", "renewal_pending_cancel_arr"])
        yield [`${renewalQuestion} --basis ${basis}`, name, during(name)];
    }
    if (basis === "net") {
      yield ["query discount_arr trial_conversion", "discount_arr", discounts.list - discounts.net];
      for (const name of ["trial_conversion numerator", "trial_conversion denominator"])
        yield ["query discount_arr trial_conversion", name, during(name)];
    }
  }
}
