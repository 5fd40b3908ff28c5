import fc from "fast-check";
import { dayOf, formatInstant } from "../../src/schema/date.ts";
import type { Version } from "./arr-oracle.ts";

const hour = 3_600_000_000;
/** A leap day and the changes to summer time lie in the middle of the histories. */
const begins = dayOf(2024, 1, 28) * 24 * hour;

/** When clocks go forward in Berlin and in New York in those weeks. */
const clockChanges = [dayOf(2024, 3, 31) * 24 * hour + hour, dayOf(2024, 3, 10) * 24 * hour + 7 * hour];

/** When a month begins in UTC, Berlin and New York. */
const monthStarts = [
  dayOf(2024, 3, 1) * 24 * hour,
  dayOf(2024, 2, 29) * 24 * hour + 23 * hour,
  dayOf(2024, 3, 31) * 24 * hour + 22 * hour,
  dayOf(2024, 3, 1) * 24 * hour + 5 * hour,
];

/**
 * Where a version ends at an edge: within the day before a change of clocks, the next one beginning about a day later, or
 * in the instant in which a month begins.
 */
const edge = fc.oneof(
  fc
    .record({
      changesAt: fc.constantFrom(...clockChanges),
      hoursBefore: fc.integer({ min: 1, max: 23 }),
      gapHours: fc.constantFrom(22, 23, 24),
    })
    .map(({ changesAt, hoursBefore, gapHours: after }) => ({
      endsAt: changesAt - hoursBefore * hour,
      gapHours: after,
    })),
  fc.constantFrom(...monthStarts).map((endsAt) => ({ endsAt, gapHours: null })),
);

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
  edge: fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: edge }),
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
      let gapAfter: number | null = null;
      steps.forEach((one, i) => {
        if (one.changes) held = one.terms;
        const gap = i === 0 ? 0 : (gapAfter ?? one.gapHours);
        const from = Math.max(at + gap * hour, (versions.at(-1)?.from ?? 0) + hour);
        const own = one.edge !== null && one.edge.endsAt > from ? one.edge : null;
        const to = own?.endsAt ?? from + one.spanHours * hour;
        gapAfter = own?.gapHours ?? null;
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

const decimals: Readonly<Record<string, number>> = { USD: 2, JPY: 0, KWD: 3 };

/** Minor units as people write them: 1500 is 15.00 in dollars, 1500 in yen, 1.500 in Kuwaiti dinars. */
function majorOf(minor: number, currency: string): string {
  const places = decimals[currency] ?? 2;
  const digits = String(minor).padStart(places + 1, "0");
  return places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

/** The versions as the CSV that is imported, with prices in major units. */
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
      majorOf(v.price, v.currency),
      majorOf(v.off, v.currency),
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
    "subscription_id,user_id,valid_from,valid_to,plan,billing_interval,billing_interval_count,quantity,unit_price,discount,discount_basis_points,currency,status,trial_ends_at,cancel_requested_at,cancel_reason,term_ends_at";
  return [header, ...rows, ""].join("\n");
}
