import { describe, expect, test } from "vitest";
import { dayOf, microsPerUtcDay } from "../../../src/schema/date.ts";
import { readScenario } from "../../../src/workspace/scenario/read-scenario.ts";
import { companyWith, emit, type SubscriptionRow } from "../collect.ts";
import { grouped } from "../grouped.ts";

/** A default company in which trials and refunds are nothing rare, so that thousands of users are enough. */
const base = readScenario("canva-like");
const scenario = {
  ...base,
  personas: base.personas.map((persona) => ({ ...persona, trialRate: Math.min(1, persona.trialRate * 15) })),
  billing: { ...base.billing, refundRate: 0.15 },
};
const seed = 61;
const company = companyWith({ users: 6_000, seed, scenario, from: dayOf(2024, 1, 1), to: dayOf(2026, 1, 1) });
const { events, subscriptions, people } = emit(company);
const { billing, growth } = scenario;
const activeDays = new Map(
  [...grouped(events, (row) => row.user_id)].map(([user, rows]) => [
    user,
    rows.map((row) => dayOfInstant(row.occurred_at)),
  ]),
);
const bySubscription = [...grouped(subscriptions, (row) => row.subscription_id).values()];

describe(`a company of 6,000 users over two years, seed ${seed}`, () => {
  test("has the scenario's personas among those nobody invited", () => {
    const own = people.filter(({ invited_by }) => invited_by === null);
    expect(own.length).toBeGreaterThan(3_000);
    for (const { name, share } of scenario.personas) expectShare(own, (row) => row.persona === name, share);
  });

  test("has families: invited ones come later than who invites, and often live in the same country", () => {
    const signUp = new Map(people.map((row) => [row.user_id, row]));
    const invited = people.filter(({ invited_by }) => invited_by !== null);
    expectShare(people, ({ invited_by }) => invited_by !== null, growth.invites.share);
    const inviter = (row: (typeof people)[number]) => signUp.get(row.invited_by ?? "");
    expect(invited.every((row) => (inviter(row)?.signed_up_on ?? 0) <= (row.signed_up_on ?? 0))).toBe(true);
    const total = scenario.countries.reduce((sum, { share }) => sum + share, 0);
    const byChance = scenario.countries.reduce((sum, { share }) => sum + (share / total) ** 2, 0);
    const same = growth.invites.sameCountryRate + (1 - growth.invites.sameCountryRate) * byChance;
    expectShare(invited, (row) => inviter(row)?.country === row.country, same);
    const depthOf = (row: (typeof people)[number] | undefined): number =>
      row === undefined ? 0 : 1 + depthOf(inviter(row));
    expect(Math.max(...invited.map(depthOf))).toBeGreaterThan(3);
  });

  test("converts trials as the scenario says: who still comes far likelier than who does not", () => {
    const ended = bySubscription.flatMap((rows) => {
      const [trial, next] = rows;
      if (trial?.status !== "trialing" || trial.valid_to === null) return [];
      const end = trial.valid_to;
      return [{ converted: next?.status === "active", idle: daysIdle(trial, end) }];
    });
    expect(ended.length).toBeGreaterThan(1_000);
    expectShare(
      ended.filter(({ idle }) => idle <= 10),
      ({ converted }) => converted,
      billing.conversionRate.engaged,
    );
    expectShare(
      ended.filter(({ idle }) => idle > 10),
      ({ converted }) => converted,
      billing.conversionRate.idle,
    );
  });

  test("sells the year, the plans and the discounts in the scenario's proportions", () => {
    const first = bySubscription.flatMap((rows) => {
      const [trial, paid] = rows;
      return trial?.status === "trialing" && paid?.status === "active" ? [paid] : [];
    });
    expect(first.length).toBeGreaterThan(400);
    expectShare(first, (row) => row.billing_interval === "year", billing.yearlyShare);
    const offers = billing.offers.reduce((sum, { share }) => sum + share, 0);
    for (const { share, discountMinor, discountBasisPoints } of billing.offers) {
      const has = (row: SubscriptionRow): boolean =>
        row.discount_minor === discountMinor && row.discount_basis_points === discountBasisPoints;
      expectShare(first, has, share / offers);
    }
    const { pro, team } = billing.markets[0] ?? { pro: null, team: null };
    const list = new Set([pro, team].flatMap((price) => [price?.monthMinor, price?.yearMinor]));
    expect(first.every((row) => list.has(row.unit_price_minor))).toBe(true);
  });

  test("loses yearly customers at the end of their year and hardly ever before: the renewal cliff", () => {
    const voluntary = subscriptions.filter(
      (row) => row.status === "ended" && row.cancel_type === "voluntary" && row.cancel_requested_at !== row.valid_from,
    );
    const ages = voluntary.filter((row) => row.billing_interval === "year").map((row) => ageInDays(row) % 365.25);
    const nearYear = ages.filter((age) => age < 3 || age > 362).length;
    expect(ages.length).toBeGreaterThan(40);
    expect(nearYear / ages.length).toBeGreaterThan(0.9);
    const monthly = voluntary.filter((row) => row.billing_interval === "month").map(ageInDays);
    expect(monthly.filter((age) => age < 330).length / monthly.length).toBeGreaterThan(0.5);
  });

  test("gives back the money for a year within a fortnight, and for nothing else, as often as the scenario says", () => {
    const first = bySubscription.flatMap((rows) => {
      const [paid] = rows.filter(({ status }) => status === "active");
      const isEarly = paid !== undefined && paid.valid_from < (company.to - 15) * microsPerUtcDay;
      const isPaid =
        isEarly && paid.discount_basis_points < 10_000 && paid.valid_from >= company.from * microsPerUtcDay;
      return isPaid ? [{ paid, isOver: endedWithin(rows, paid.valid_from + 15 * microsPerUtcDay) }] : [];
    });
    const [yearly, monthly] = ["year", "month"].map((interval) =>
      first.filter(({ paid }) => paid.billing_interval === interval),
    );
    expectShare(yearly ?? [], ({ isOver }) => isOver, billing.refundRate);
    expect(monthly?.filter(({ isOver }) => isOver)).toEqual([]);
    const told = subscriptions.filter((row) => row.status === "ended" && row.cancel_requested_at === row.valid_from);
    expect(told.filter((row) => row.billing_interval !== "year" || row.cancel_type !== "voluntary")).toEqual([]);
  });

  test("hears the reasons that follow from the causes", () => {
    const asked = subscriptions.filter(
      (row, i) =>
        row.cancel_requested_at !== null &&
        row.cancel_requested_at === row.valid_from &&
        row.status === "active" &&
        i >= 0,
    );
    const isIdle = (row: SubscriptionRow): boolean =>
      daysIdle(row, row.valid_from) > (row.billing_interval === "month" ? 21 : 45);
    const idle = asked.filter(isIdle);
    const engaged = asked.filter((row) => !isIdle(row));
    expect(idle.length).toBeGreaterThan(100);
    expect(idle.filter((row) => row.cancel_reason !== "need_ended")).toEqual([]);
    const total = billing.reasons.reduce((sum, { share }) => sum + share, 0);
    for (const { name, share } of billing.reasons)
      expectShare(engaged, (row) => row.cancel_reason === name, share / total);
  });
});

test("planted effects are found again at their size", () => {
  const crisis = readScenario("churn-crisis");
  const run = emit(
    companyWith({ users: 1_800, seed: 62, scenario: crisis, from: dayOf(2025, 1, 1), to: dayOf(2026, 1, 1) }),
  );
  const start = (dayOf(2025, 1, 1) + 150) * microsPerUtcDay;
  const during = (from: number, hours: number) =>
    run.events.filter(
      (row) => row.occurred_at >= start + from * 3.6e9 && row.occurred_at < start + (from + hours) * 3.6e9,
    );
  // The outage's first half hour still hears from sessions that had begun.
  expect(during(8.5, 8.5).length).toBeLessThan(during(8.5 - 24, 8.5).length / 20);
  const arrivals = (from: number, to: number): number =>
    run.people.filter(
      ({ signed_up_on: day }) => day !== null && day >= dayOf(2025, 1, 1) + from && day < dayOf(2025, 1, 1) + to,
    ).length;
  expect(arrivals(280, 301) / arrivals(259, 280)).toBeGreaterThan(1.8);
  expect(arrivals(280, 301) / arrivals(259, 280)).toBeLessThan(2.7);
  const prices = new Set(
    run.subscriptions
      .filter((row) => row.plan === "pro" && row.billing_interval === "month")
      .map((row) => row.unit_price_minor),
  );
  expect(prices).toEqual(new Set([1_499, 1_874]));
  expectShare(run.people, ({ arms }) => arms === "onboarding_test=checklist", 0.5);
});

/** Expect that the share of `rows` that hold lies within four standard errors of `wanted`. */
function expectShare<Row>(rows: readonly Row[], holds: (row: Row) => boolean, wanted: number): void {
  expect(rows.length).toBeGreaterThan(50);
  const share = rows.filter(holds).length / rows.length;
  expect(Math.abs(share - wanted)).toBeLessThan(4 * Math.sqrt((wanted * (1 - wanted)) / rows.length) + 1e-3);
}

/** Whether a subscription has ended until `at`, be it by a last version or by none. */
function endedWithin(rows: readonly SubscriptionRow[], at: number): boolean {
  const last = rows.filter(({ status }) => status !== "ended").at(-1);
  return last !== undefined && last.valid_to !== null && last.valid_to < at;
}

/** Days since the user of `row` was last active before the day of `at`; as of the first day where never. */
function daysIdle({ user_id }: SubscriptionRow, at: number): number {
  const today = dayOfInstant(at);
  const last = Math.max(company.from, ...(activeDays.get(user_id) ?? []).filter((day) => day < today));
  return today - last;
}

/** Days since the subscription was first paid for. */
function ageInDays({ subscription_id, valid_from }: SubscriptionRow): number {
  const first = subscriptions.find((row) => row.subscription_id === subscription_id && row.status === "active");
  return (valid_from - (first?.valid_from ?? 0)) / microsPerUtcDay;
}

function dayOfInstant(instant: number): number {
  return Math.floor(instant / microsPerUtcDay);
}
