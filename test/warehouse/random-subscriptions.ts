import fc from "fast-check";
import { dayOf, formatInstant } from "../../src/schema/date.ts";
import type { Version } from "./arr-oracle.ts";

const hour = 3_600_000_000;
/** The week around the change to summer time in Europe lies in the middle of the histories. */
const begins = dayOf(2026, 2, 20) * 24 * hour;

/** How long after one version the next begins: at once, within hours, about a day, days, or before it ends. */
const gapHours = fc.oneof(
  { weight: 5, arbitrary: fc.constant(0) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 30 }) },
  { weight: 1, arbitrary: fc.integer({ min: 22, max: 26 }) },
  { weight: 1, arbitrary: fc.integer({ min: 31, max: 300 }) },
  { weight: 1, arbitrary: fc.integer({ min: -20, max: -1 }) },
);

const spanHours = fc.oneof(
  fc.integer({ min: 1, max: 30 }),
  fc.integer({ min: 24, max: 900 }),
  fc.constantFrom(24, 48, 336, 337),
);

const terms = fc.record({
  plan: fc.constantFrom("pro", "team", ""),
  interval: fc.constantFrom<Version["interval"][]>("week", "month", "month", "year"),
  count: fc.constantFrom(1, 1, 1, 2, 3, 7),
  seats: fc.constantFrom(1, 1, 2, 5),
  price: fc.oneof(fc.constantFrom(0, 1000, 1000, 1500, 12_000), fc.integer({ min: 1, max: 5000 })),
  off: fc.constantFrom(0, 0, 0, 1, 300, 2000),
  offBasisPoints: fc.constantFrom(0, 0, 0, 3333, 5000, 10_000),
});

const step = fc.record({
  gapHours,
  spanHours,
  changes: fc.boolean(),
  terms,
  status: fc.constantFrom<Version["status"][]>(
    "active",
    "active",
    "active",
    "active",
    "trialing",
    "past_due",
    "paused",
    "ended",
  ),
  trialHours: fc.option(fc.integer({ min: 0, max: 60 }), { freq: 6 }),
  stands: fc.integer({ min: 0, max: 5 }),
  otherCurrency: fc.integer({ min: 0, max: 11 }),
  /** Hours from the version's beginning, before it and behind it too. */
  requestHours: fc.option(fc.integer({ min: -3, max: 40 }), { freq: 2 }),
  reason: fc.constantFrom("price", "missing_feature", ""),
  termHours: fc.option(fc.constantFrom(-9_000, 24, 200, 700, 1_500), { freq: 2 }),
});

const subscription = fc.record({
  startHours: fc.oneof(fc.integer({ min: 0, max: 1200 }), fc.constantFrom(0, 24, 48, 840)),
  currency: fc.constantFrom("USD", "USD", "USD", "JPY", "KWD"),
  terms,
  steps: fc.array(step, { minLength: 1, maxLength: 6 }),
});

/** One customer's subscriptions: overlapping, replaced, paused, past due, in trial, with gaps of hours and days. */
export const randomCustomer = fc.array(subscription, { minLength: 1, maxLength: 3 });

/** What `randomCustomer` makes. */
export type RandomCustomer = typeof randomCustomer extends fc.Arbitrary<infer T> ? T : never;

/** The versions of `customers`, each customer and subscription under a name of its own. */
export function versionsOf(customers: readonly RandomCustomer[]): readonly Version[] {
  return customers.flatMap((subscriptions, c) =>
    subscriptions.flatMap(({ startHours, currency, terms: first, steps }, s) => {
      const versions: Version[] = [];
      let [at, held] = [begins + startHours * hour, first];
      steps.forEach((one, i) => {
        if (one.changes) held = one.terms;
        const from = Math.max(at + (i === 0 ? 0 : one.gapHours * hour), (versions.at(-1)?.from ?? 0) + hour);
        const to = from + one.spanHours * hour;
        const isLast = i === steps.length - 1;
        versions.push({
          ...held,
          sub: `s${c}-${s}`,
          user: `u${c}`,
          from,
          to: isLast && one.stands > 0 ? null : to,
          currency: one.otherCurrency === 0 ? "USD" : currency,
          status: one.status,
          trialEnds: one.trialHours === null ? null : from + one.trialHours * hour,
          requested: one.requestHours === null ? null : from + one.requestHours * hour,
          reason: one.reason,
          termEnds: one.termHours === null ? null : from + one.termHours * hour,
        });
        at = to;
      });
      return versions;
    }),
  );
}

/** The versions as the CSV that is imported. */
export function csvOf(versions: readonly Version[]): string {
  const text = (instant: number | null) => (instant === null ? "" : formatInstant(instant));
  const rows = versions.map((v) =>
    [
      v.sub,
      v.user,
      text(v.from),
      text(v.to),
      v.plan,
      v.interval,
      v.count,
      v.seats,
      v.price,
      v.off,
      v.offBasisPoints,
      v.currency,
      v.status,
      text(v.trialEnds),
      text(v.requested),
      v.reason,
      text(v.termEnds),
    ].join(","),
  );
  const header =
    "subscription_id,user_id,valid_from,valid_to,plan,billing_interval,billing_interval_count,quantity,unit_price_minor,discount_minor,discount_basis_points,currency,status,trial_ends_at,cancel_requested_at,cancel_reason,term_ends_at";
  return [header, ...rows, ""].join("\n");
}
