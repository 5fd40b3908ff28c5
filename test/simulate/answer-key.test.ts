import { describe, expect, test } from "vitest";
import { dayOf } from "../../src/schema/date.ts";
import { keyMetrics } from "../../src/simulate/truth/key-rows.ts";
import { readScenario } from "../../src/workspace/scenario/read-scenario.ts";
import { answersOf, differences } from "./answers.ts";
import { apia, companyWith, emit, newYork } from "./collect.ts";
import { recountActivity } from "./recount-activity.ts";
import { recountArr } from "./recount-arr.ts";

/** Effects of every kind, in a company that charges in six currencies. */
const crisis = { effects: readScenario("churn-crisis").effects };

const companies = [
  companyWith({ seed: 1 }),
  companyWith({ seed: 2, timezone: newYork, weekStart: 7 }),
  companyWith({ seed: 3, timezone: newYork, weekStart: 3, from: dayOf(2025, 3, 7), to: dayOf(2026, 3, 12) }),
  companyWith({ seed: 4, timezone: apia, from: dayOf(2011, 11, 20), to: dayOf(2012, 2, 9) }),
  companyWith({ seed: 6, scenario: { ...readScenario("global"), ...crisis } }),
  companyWith({ seed: 5, users: 1, from: dayOf(2025, 12, 31), to: dayOf(2026, 1, 1) }),
];

describe.each(companies)("the answer key of seed $seed in $timezone.name", (company) => {
  test("says of activity what a slow recount of the event rows says, for every period and slice", () => {
    const { events, truth } = emit(company);
    expect(differences(only(answersOf(truth), false), recountActivity(company, events)).slice(0, 9)).toEqual([]);
  });

  test("says of ARR what the version rows say, instant by instant, for every period and slice", () => {
    const larger = { ...company, users: 5 * company.users };
    const { subscriptions, truth } = emit(larger);
    expect(differences(only(answersOf(truth), true), recountArr(larger, subscriptions)).slice(0, 9)).toEqual([]);
  });
});

test("the answer key has an answer other than zero for every metric, so that nothing is compared with nothing", () => {
  const { truth } = emit(companyWith());
  const answered = new Set(truth.filter(({ value }) => value > 0).map(({ metric }) => metric));
  expect(keyMetrics.filter((metric) => !answered.has(metric))).toEqual([]);
});

/** The answers about money, or those about people. */
function only(answers: ReadonlyMap<string, number>, isMoney: boolean): ReadonlyMap<string, number> {
  return new Map([...answers].filter(([asked]) => / [A-Z]{3}$/.test(asked) === isMoney));
}
