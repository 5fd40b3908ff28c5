import { describe, expect, test } from "vitest";
import { UserError } from "../../src/schema/user-error.ts";
import type { Company } from "../../src/simulate/company.ts";
import { withPolicy } from "../../src/simulate/twin/policy.ts";
import { type Twin, twinOf } from "../../src/simulate/twin/twin.ts";
import { readScenario } from "../../src/workspace/scenario/read-scenario.ts";
import { answersOf, keyOf } from "./answers.ts";
import { companyWith, emit } from "./collect.ts";

const company = companyWith({ seed: 41, users: 300 });

describe("a company and its twin", () => {
  test("are one to the last user where the policy changes nothing", () => {
    const { figures, totals } = twin(company, "price +0%");
    expect(figures.length).toBeGreaterThan(20);
    expect(figures.filter(({ base, twin: other }) => base !== other)).toEqual([]);
    expect(totals.map(({ usersUp, usersDown }) => usersUp + usersDown)).toEqual([0, 0]);
  });

  test("differ by what two simulations of their own would differ by, month by month", () => {
    const policy = "conversion -60%";
    const { figures } = twin(company, policy);
    const told = answersOf(emit(company).truth);
    const other = answersOf(emit({ ...company, scenario: withPolicy(company.scenario, policy) }).truth);
    for (const { metric, period, currency, base, twin: changed } of figures) {
      const id = keyOf({ metric, period, currency, grain: "month", dimension: null, value: null });
      expect([id, base, changed]).toEqual([id, told.get(id), other.get(id)]);
    }
  });

  test("tell that fewer conversions lose ARR, and that only customers are touched", () => {
    const { totals } = twin(company, "conversion -60%");
    const [months, arr] = totals;
    expect(arr).toMatchObject({ currency: "USD" });
    expect(arr?.effectInTotal).toBeLessThan(0);
    expect(arr?.usersDown).toBeGreaterThan(arr?.usersUp ?? Infinity);
    expect(arr?.effectPerUser).toBeCloseTo((arr?.effectInTotal ?? 0) / company.users, 9);
    expect((months?.usersDown ?? 0) + (months?.usersUp ?? 0)).toBeLessThan(company.users / 4);
  });

  test("tell that a dearer product has customers who pay more and others who leave", () => {
    const arr = twin({ ...company, users: 1_500 }, "price +30%").totals[1];
    expect(arr?.usersUp).toBeGreaterThan(20);
    expect(arr?.usersDown).toBeGreaterThan(5);
  });

  test("tell what a planted effect did, by leaving it out", () => {
    const crisis = companyWith({ seed: 42, users: 500, scenario: readScenario("churn-crisis") });
    const { figures } = twin(crisis, "without competitor_launch");
    const start = crisis.from + 155;
    const changed = figures.filter(({ base, twin: other }) => base !== other);
    expect(changed.length).toBeGreaterThan(5);
    expect(changed.filter(({ period }) => period + 31 < start)).toEqual([]);
    const mau = figures.filter(({ metric, period }) => metric === "mau" && period > start && period < start + 90);
    expect(mau.every(({ base, twin: other }) => other > base)).toBe(true);
  });
});

test.each(["price", "price 10%", "prise +10%", "price -100%", "without nothing", ""])(
  "%s is refused as a policy",
  (policy) => {
    expect(() => withPolicy(company.scenario, policy)).toThrow(UserError);
  },
);

function twin(of: Company, policy: string): Twin {
  const steps = twinOf(of, policy);
  for (;;) {
    const { value, done } = steps.next();
    if (done === true) return value;
  }
}
