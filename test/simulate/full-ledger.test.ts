import { describe, expect, test } from "vitest";
import { dayOf, formatDay } from "../../src/schema/date.ts";
import { periodStart } from "../../src/schema/period.ts";
import { localDayOf, startOfDay } from "../../src/schema/timezone.ts";
import { readScenario } from "../../src/workspace/scenario/read-scenario.ts";
import { tell, type Version } from "../warehouse/arr-oracle.ts";
import { companyWith, emit, newYork, type SubscriptionRow } from "./collect.ts";

/** Company and ledger walk of versions share no line: the walk knows any source, the key only what was simulated. */
const crisis = { ...readScenario("global"), effects: readScenario("churn-crisis").effects };
const companies = [
  companyWith({ seed: 3, users: 2_000, truth: "full", timezone: newYork, to: dayOf(2026, 3, 1) }),
  companyWith({ seed: 4, users: 1_500, truth: "full", scenario: crisis, from: dayOf(2025, 1, 17) }),
].map((company) => ({ company, seed: company.seed, emitted: emit(company) }));

describe.each(companies)("the full answer key's ledger of seed $seed", ({ company, emitted }) => {
  const { subscriptions, answers } = emitted;
  const versions = subscriptions.map(versionOf);
  const monthOf = (at: number): number => periodStart(localDayOf(company.timezone, at), "month", 1);
  // The walk sees graces run out after the end, and what moved before the first bucket.
  const isTold = (at: number): boolean =>
    monthOf(at) >= periodStart(company.from, "month", 1) && at < startOfDay(company.timezone, company.to);

  test.each(["list", "net"] as const)(
    "has every movement and every end that a walk tells, on the %s basis",
    (basis) => {
      const history = tell(versions, basis, company.timezone);
      const walked = new Map<string, number>();
      const add = (at: number, currency: string, told: readonly [name: string, amount: number]): void => {
        if (!isTold(at) || told[1] === 0) return;
        const key = `${formatDay(monthOf(at))} ${currency} ${told[0]}`;
        walked.set(key, (walked.get(key) ?? 0) + told[1]);
      };
      for (const { at, currency, kind, amount } of history.moved) add(at, currency, [kind, amount]);
      for (const { at, version, amount } of history.ended) {
        add(at, version.currency, ["cancel_arr", amount]);
        // Nobody holds two subscriptions at a time: whoever cancels is gone.
        add(at, version.currency, ["churn_at_cancel", amount]);
        add(at, version.currency, [version.interval === "month" ? "cancel_arr_monthly" : "cancel_arr_yearly", amount]);
      }
      const movements = answers.filter(
        ({ question, grain, dimension, name }) =>
          question === `arr --basis ${basis}` &&
          grain === "month" &&
          dimension === null &&
          !["opening", "closing", "kept", "kept_or_grown"].includes(name),
      );
      const told = movements.map(
        ({ period, currency, name, value }) => `${formatDay(period)} ${currency} ${name} ${value}`,
      );
      const expected = [...walked].filter(([, amount]) => amount !== 0).map(([key, amount]) => `${key} ${amount}`);
      expect(told.toSorted()).toEqual(expected.toSorted());
    },
  );
});

test("between them these companies move in every way that there is", () => {
  const names = new Set(companies.flatMap(({ emitted }) => emitted.answers).map(({ name }) => name));
  const movements = ["new", "expansion", "reactivation", "resume", "switch_in", "contraction", "churn", "pause"];
  for (const name of [
    ...movements,
    "switch_out",
    "discount_change",
    "cancel_arr_yearly",
    "kept",
    "kept_or_grown",
    "early_end_rate numerator",
  ])
    expect(names).toContain(name);
});

const statuses = ["trialing", "active", "past_due", "paused", "ended"] as const;

function versionOf(row: SubscriptionRow): Version {
  return {
    sub: row.subscription_id,
    user: row.user_id,
    from: row.valid_from,
    to: row.valid_to,
    plan: row.plan ?? "",
    interval: row.billing_interval === "month" ? "month" : "year",
    count: row.billing_interval_count,
    seats: row.quantity,
    price: row.unit_price_minor,
    off: row.discount_minor,
    offBasisPoints: row.discount_basis_points,
    currency: row.currency,
    status: statuses.find((status) => status === row.status) ?? "ended",
    trialEnds: row.trial_ends_at,
    requested: row.cancel_requested_at,
    reason: row.cancel_reason ?? "",
    termEnds: row.term_ends_at,
  };
}
