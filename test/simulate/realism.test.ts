import { describe, expect, test } from "vitest";
import { dayOf, microsPerHour, weekdayOf } from "../../src/schema/date.ts";
import { localDayOf, utc } from "../../src/schema/timezone.ts";
import { readScenario } from "../../src/workspace/scenario/read-scenario.ts";
import { answersOf, keyOf } from "./answers.ts";
import { companyWith, emit, type SubscriptionRow } from "./collect.ts";
import { grouped } from "./grouped.ts";

/** Bands of the default scenario, wide enough for 6,000 users; the seed is part of each failure's name. */
const seed = 20;
const company = companyWith({
  users: 6_000,
  seed,
  scenario: readScenario("canva-like"),
  from: dayOf(2025, 1, 1),
  to: dayOf(2026, 2, 1),
});
const { events, subscriptions, truth } = emit(company);
const answers = answersOf(truth);

describe(`a canva-like company of 6,000 users over 13 months, seed ${seed}`, () => {
  test("tells about eighty events a user", () => {
    expect(events.length / company.users).toBeGreaterThan(65);
    expect(events.length / company.users).toBeLessThan(95);
  });

  test("has weekly actives around 0.57 and daily ones around 0.17 of its monthly ones", () => {
    const days = Array.from({ length: 320 }, (_, i) => company.from + 60 + i);
    const mau = mean(days.map((day) => told("mau_28d", day)));
    expect(mean(days.map((day) => told("wau_7d", day))) / mau).toBeGreaterThan(0.5);
    expect(mean(days.map((day) => told("wau_7d", day))) / mau).toBeLessThan(0.62);
    expect(mean(days.map((day) => told("dau", day))) / mau).toBeGreaterThan(0.14);
    expect(mean(days.map((day) => told("dau", day))) / mau).toBeLessThan(0.22);
  });

  test("is a workday's tool: a Tuesday has more than one and a half times a Saturday's actives", () => {
    const on = (weekday: number): number => {
      const days = Array.from({ length: company.to - company.from }, (_, i) => company.from + i);
      return mean(days.filter((day) => weekdayOf(day) === weekday).map((day) => told("dau", day)));
    };
    expect(on(2) / on(6)).toBeGreaterThan(1.5);
    expect(on(2) / on(6)).toBeLessThan(2.6);
  });

  test("is used by day and rests at night, by the clock of the user's country", () => {
    const offsets = new Map(
      company.scenario.countries.map(({ code, clocks }) => [code, clocks[0]?.utcOffsetMinutes ?? 0]),
    );
    const hours = events.map(({ occurred_at, country }) => {
      const local = occurred_at / microsPerHour + (offsets.get(country ?? "") ?? 0) / 60;
      return ((Math.floor(local) % 24) + 24) % 24;
    });
    const share = (from: number, to: number): number => hours.filter((h) => h >= from && h < to).length / hours.length;
    expect(share(9, 17)).toBeGreaterThan(0.5);
    expect(share(0, 6)).toBeLessThan(0.06);
  });

  test("is quieter in July than in November", () => {
    const dau = (from: number, to: number): number =>
      mean(Array.from({ length: to - from }, (_, i) => told("dau", from + i)));
    expect(dau(dayOf(2025, 11, 1), dayOf(2025, 12, 1)) / dau(dayOf(2025, 7, 1), dayOf(2025, 8, 1))).toBeGreaterThan(
      1.2,
    );
  });

  test("keeps fewer and fewer of those who sign up, but never loses all of them", () => {
    const first = new Map<string, number>();
    const active = new Map<string, Set<number>>();
    for (const { user_id, occurred_at } of events) {
      const day = localDayOf(utc, occurred_at);
      if (!first.has(user_id)) first.set(user_id, day);
      active.set(user_id, (active.get(user_id) ?? new Set()).add(day - (first.get(user_id) ?? 0)));
    }
    const joined = [...first]
      .filter(([, day]) => day > company.from + 30 && day < company.to - 210)
      .map(([user]) => user);
    const kept = (from: number, to: number): number =>
      joined.filter((user) => [...(active.get(user) ?? [])].some((age) => age >= from && age < to)).length /
      joined.length;
    const [soon, later, late] = [kept(1, 31), kept(61, 91), kept(181, 211)];
    expect(soon).toBeGreaterThan(later);
    expect(later).toBeGreaterThan(late);
    expect(late).toBeGreaterThan(0.15);
  });

  test("has heavy-tailed creators: a tenth of them makes half to three quarters of the projects", () => {
    const made = [
      ...grouped(
        events.filter((row) => row.event_name === "project_created"),
        (row) => row.user_id,
      ).values(),
    ];
    const counts = made.map((rows) => rows.length).toSorted((a, b) => b - a);
    const share = total(counts.slice(0, Math.round(counts.length / 10))) / total(counts);
    expect(share).toBeGreaterThan(0.5);
    expect(share).toBeLessThan(0.75);
  });

  test("has users on several platforms", () => {
    const platforms = [...grouped(events, (row) => row.user_id).values()].map(
      (rows) => new Set(rows.map((row) => row.platform)).size,
    );
    const share = platforms.filter((n) => n > 1).length / platforms.length;
    expect(share).toBeGreaterThan(0.08);
    expect(share).toBeLessThan(0.35);
  });

  test("turns a quarter to a half of its trials into customers", () => {
    const bySubscription = [...grouped(subscriptions, (row) => row.subscription_id).values()];
    const over = bySubscription.filter((rows) =>
      rows.some((row) => row.status === "trialing" && row.valid_to !== null),
    );
    const converted = over.filter((rows) => rows.some((row) => row.status === "active"));
    expect(over.length).toBeGreaterThan(150);
    expect(converted.length / over.length).toBeGreaterThan(0.25);
    expect(converted.length / over.length).toBeLessThan(0.5);
  });

  test("is paid for by four to eight of a hundred active users, two to six in ten of them by the year", () => {
    const standing = subscriptions.filter((row) => row.valid_to === null && paying(row));
    const share = standing.length / told("mau_28d", company.to - 1);
    expect(share).toBeGreaterThan(0.04);
    expect(share).toBeLessThan(0.08);
    const yearly = standing.filter((row) => row.billing_interval === "year").length / standing.length;
    expect(yearly).toBeGreaterThan(0.2);
    expect(yearly).toBeLessThan(0.6);
  });

  test("sells a year for sixteen to twenty per cent less than twelve months", () => {
    const prices = company.scenario.billing.markets.flatMap(({ pro, team }) => [pro, team]);
    for (const { monthMinor, yearMinor } of prices) {
      expect(1 - yearMinor / (12 * monthMinor)).toBeGreaterThan(0.16);
      expect(1 - yearMinor / (12 * monthMinor)).toBeLessThan(0.2);
    }
  });

  test("loses those who no longer come for want of need, and those whose cards fail against their will", () => {
    const ended = subscriptions.filter((row) => row.cancel_reason !== null);
    expect(ended.every((row) => (row.cancel_reason === "failed_payment") === (row.cancel_type === "involuntary"))).toBe(
      true,
    );
    const need = ended.filter((row) => row.cancel_reason === "need_ended").length / ended.length;
    expect(need).toBeGreaterThan(0.3);
    expect(need).toBeLessThan(0.75);
  });
});

function told(metric: string, period: number): number {
  return (
    answers.get(keyOf({ metric, grain: "day", period, dimension: null, value: null, currency: null })) ?? Number.NaN
  );
}

function paying({ status, discount_basis_points: discount }: SubscriptionRow): boolean {
  return (status === "active" || status === "past_due") && discount < 10_000;
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function mean(values: readonly number[]): number {
  return total(values) / values.length;
}
