import type { Day } from "../../schema/date.ts";
import { addPeriods } from "../../schema/period.ts";
import { localDayOf, startOfDay } from "../../schema/timezone.ts";
import type { Version } from "../billing/versions.ts";
import type { Company } from "../company.ts";
import { type Buckets, firstDayOfBuckets } from "../truth/buckets.ts";
import type { Segment } from "../truth/segments.ts";
import { type FullRow, whole } from "./full-row.ts";
import { cancelsOf, type Movement, type MovementName, movementNames, movementsOf } from "./movements.ts";
import { type PaidSpan, paidSpans } from "./paid-spans.ts";

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
};

const bases = ["list", "net"] as const;
const grainsOfRates: readonly string[] = ["month", "quarter"];

interface Slice {
  readonly segment: Segment;
  /** The value of the slice's dimension that a version has. */
  readonly valueOf: (version: Version) => string | null;
}

/**
 * The ARR ledger from the versions of a shard's subscriptions: every movement, what stands before and after it, and of what
 * stood at the opening how much is kept (`kept`) and what its customers came to (`kept_or_grown`).
 */
export function* ledgerRows(
  company: Company,
  versions: readonly Version[],
  grains: readonly Buckets[],
): Generator<FullRow> {
  const { timezone: zone, scenario } = company;
  const end = startOfDay(zone, company.to);
  const byCustomer = new Map<number, Version[]>();
  for (const version of versions.filter(({ validFrom }) => validFrom < end)) {
    const own = byCustomer.get(version.user);
    if (own === undefined) byCustomer.set(version.user, [version]);
    else own.push(version);
  }
  const customers = [...byCustomer.values()].map((own) => ({ own, spans: paidSpans(own, { zone, end }) }));
  const movements = customers.flatMap(({ own, spans }) => [
    ...movementsOf(spans),
    ...cancelsOf(own, spans, { zone, end }),
  ]);
  for (const [market, { currency }] of scenario.billing.markets.entries()) {
    const ofMarket = movements.filter(({ of }) => of.market === market);
    for (const { segment, valueOf } of slicesOf(company)) {
      const isIn = (version: Version | null) => version !== null && valueOf(version) === segment.value;
      const booked = ofMarket.filter(({ of, other }) => isIn(of) && !isIn(other));
      yield* flows(company, booked, { grains, segment, currency });
    }
    const spans = customers.map((one) => one.spans).filter((own) => own[0]?.version.market === market);
    yield* keptRows(company, spans, { grains, currency });
  }
}

function slicesOf({ scenario }: Company): readonly Slice[] {
  const slice = (dimension: string, values: readonly string[], valueOf: Slice["valueOf"]): readonly Slice[] =>
    values.map((value) => ({ segment: { dimension, value }, valueOf }));
  const [countries, platforms] = [
    scenario.countries.map(({ code }) => code),
    scenario.platforms.map(({ name }) => name),
  ];
  return [
    { segment: whole, valueOf: () => null },
    ...slice("plan", ["pro", "team"], ({ terms }) => terms.plan),
    ...slice("billing_interval", ["month", "year"], ({ terms }) => terms.interval),
    ...slice("country", countries, ({ country }) => countries[country] ?? null),
    ...slice("platform", platforms, ({ platform }) => platforms[platform] ?? null),
  ];
}

interface Told {
  readonly grains: readonly Buckets[];
  readonly currency: string;
}

/** Opening, movements and closing of every bucket. */
function* flows(
  company: Company,
  movements: readonly Movement[],
  { grains, segment, currency }: Told & { readonly segment: Segment },
): Generator<FullRow> {
  if (movements.length === 0) return;
  const from = firstDayOfBuckets(company);
  const dayOf = ({ at }: Movement): number => localDayOf(company.timezone, at) - from;
  for (const basis of bases) {
    const perDay = new Map(movementNames.map((name) => [name, new Float64Array(company.to - from)]));
    const changes = new Float64Array(company.to - from + 1);
    for (const movement of movements) {
      const { name, amount } = movement;
      const day = dayOf(movement);
      const flow = perDay.get(name);
      if (flow !== undefined && day >= 0) flow[day] = (flow[day] ?? 0) + amount[basis];
      // changes[day + 1]: what stands after a day, so that entry 0 is what stood before the first.
      const after = Math.max(0, day + 1);
      changes[after] = (changes[after] ?? 0) + signs[name] * amount[basis];
    }
    for (let day = 1; day < changes.length; day++) changes[day] = (changes[day] ?? 0) + (changes[day - 1] ?? 0);
    for (const { grain, starts } of grains) {
      for (const period of starts) {
        const [start, end] = [period - from, endOf(company, { grain, period }) - from];
        const of = { question: `arr --basis ${basis}`, grain, period, segment, currency, position: 0 };
        const figures: [name: string, value: number][] = [
          ["opening", changes[start] ?? 0],
          ["closing", changes[end] ?? 0],
          ...[...perDay].map(([name, flow]): [string, number] => [name, sum(flow.subarray(start, end))]),
        ];
        for (const [name, value] of figures) if (value !== 0) yield { ...of, name, value };
      }
    }
  }
}

/** What the customers of each opening still have at the close, each alone and at most what they had, and in all. */
function* keptRows(
  company: Company,
  customers: readonly (readonly PaidSpan[])[],
  { grains, currency }: Told,
): Generator<FullRow> {
  for (const { grain, starts } of grains) {
    if (!grainsOfRates.includes(grain)) continue;
    for (const period of starts) {
      const opening = startOfDay(company.timezone, period);
      const close = startOfDay(company.timezone, endOf(company, { grain, period }));
      for (const basis of bases) {
        let [kept, keptOrGrown] = [0, 0];
        for (const spans of customers) {
          const before = standing(spans, opening, basis);
          const after = before === 0 ? 0 : standing(spans, close, basis);
          kept += Math.min(before, after);
          keptOrGrown += after;
        }
        const of = { question: `arr --basis ${basis}`, grain, period, segment: whole, currency, position: 0 };
        if (kept !== 0) yield { ...of, name: "kept", value: kept };
        if (keptOrGrown !== 0) yield { ...of, name: "kept_or_grown", value: keptOrGrown };
      }
    }
  }
}

/** What stands in the instant before `at`. */
function standing(spans: readonly PaidSpan[], at: number, basis: (typeof bases)[number]): number {
  return spans.find(({ from, to }) => from < at && (to === null || at <= to))?.amount[basis] ?? 0;
}

function endOf({ to }: Company, { grain, period }: { readonly grain: Buckets["grain"]; readonly period: Day }): Day {
  return Math.min(addPeriods(period, grain, 1), to);
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
