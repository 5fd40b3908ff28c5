import { describe, expect, test } from "vitest";
import { dayOf } from "../../src/schema/date.ts";
import { UserError } from "../../src/schema/user-error.ts";
import { parseScenario, readScenario, scenarioNames } from "../../src/workspace/scenario/read-scenario.ts";

const head = "name: mine\ntitle: Mine\n";

describe("a scenario that cannot be is refused with line and column", () => {
  test.each([
    ["an unknown key", "growht: {}", "mine.yaml:3:1", 'Did you mean "growth"?'],
    ["an unknown key inside", "growth:\n  monthly: 0.1", "mine.yaml:4:3", '"growth.monthly" is no setting'],
    ["a rate above one", "trip_rate: 1.5", "mine.yaml:3:12", "trip_rate"],
    ["a rate below zero", "billing:\n  failure_rate: -0.1", "mine.yaml:4:17", "failure_rate"],
    ["no users", "users: 0", "mine.yaml:3:8", "users"],
    ["an end before the start", "from: 2026-02-01\nto: 2026-01-01", "mine.yaml:4:5", "holds no day"],
    ["a day that is none", "from: 2026-02-30", "mine.yaml:3:7", "is no day"],
    ["too few weights", "hours: [1, 2, 3]", "mine.yaml:3:1", "hours"],
    ["a persona with a hole", "personas:\n  nurse: { share: 1 }", "mine.yaml:4:3", "personas.nurse"],
    [
      "an effect that ends before it begins",
      "effects:\n  rise:\n    kind: shock\n    from: +20d\n    to: +10d",
      "mine.yaml:7:9",
      "before it begins",
    ],
    ["an effect of no kind", "effects:\n  rise: { kind: magic, from: +20d }", "mine.yaml:4:17", "effects.rise.kind"],
    [
      "an occasion of nobody",
      "occasions:\n  fair: { from: 05-01, to: 05-02, factor: 2, personas: [nun] }",
      "mine.yaml:4:57",
      "nun",
    ],
    ["two markets of one country", markets(["DE"], ["DE"]), "mine.yaml:10:19", "in two markets"],
    ["a market of nobody", markets(["DE"], ["XX"]), "mine.yaml:10:19", 'nobody lives in "XX"'],
    ["YAML that is none", "users: [1", "mine.yaml:4:1", "end with a ]"],
    ["an anchor", "a: &a 1\nb: *a", "mine.yaml", "Alias resolution"],
    ["a scenario that nobody has", "extends: other", "No scenario is called", "other"],
  ])("%s", (...[_what, text, place, message]) => {
    const read = (): unknown => parseScenario(`${head}${text}\n`, "mine.yaml");
    expect(read).toThrow(UserError);
    expect(read).toThrow(place);
    expect(read).toThrow(message);
  });
});

test("what a file leaves out is as in the scenario it extends, entry by entry", () => {
  const base = readScenario("tiny");
  const mine = parseScenario(
    `${head}extends: tiny\npersonas:\n  casual: { share: 0.9 }\nhours: [${"1, ".repeat(24)}]`,
    "mine.yaml",
  );
  expect(mine.name).toBe("mine");
  expect(mine.hours).toEqual(Array.from({ length: 24 }, () => 1));
  expect(mine.personas[0]).toEqual({ ...base.personas[0], share: 0.9 });
  expect(mine.personas.slice(1)).toEqual(base.personas.slice(1));
  expect(mine.billing).toEqual(base.billing);
});

test("size, dates, holidays and effects arrive as values", () => {
  const mine = parseScenario(
    `${head}users: 7\nfrom: 2026-01-01\nto: 2026-03-01
countries:
  US: { holidays: [12-25, thu 4 nov, easter-2, easter] }
effects:
  rise: { kind: price_change, from: 2026-02-01, change_rate: 0.1, grandfathering: true }
  wall: { kind: export_paywall, from: +10d, to: +20d, free_exports: 0.4, reason: missing_feature }`,
    "mine.yaml",
  );
  expect(mine).toMatchObject({ users: 7, from: dayOf(2026, 1, 1), to: dayOf(2026, 3, 1) });
  expect(mine.countries[0]?.holidays).toEqual([
    { kind: "date", month: 12, dayOfMonth: 25 },
    { kind: "weekday", weekday: 4, nth: 4, month: 11 },
    { kind: "easter", days: -2 },
    { kind: "easter", days: 0 },
  ]);
  expect(mine.effects[0]).toMatchObject({ from: { kind: "date", day: dayOf(2026, 2, 1) }, plans: ["pro", "team"] });
  expect(mine.effects[1]).toMatchObject({
    from: { kind: "after", days: 10 },
    to: { kind: "after", days: 20 },
    multipliers: { activity: 1, freeExports: 0.4, cancels: 1 },
  });
});

test("every scenario that ships says its own name", () => {
  expect(scenarioNames()).toEqual(["canva-like", "bg-nbd", "churn-crisis", "global", "tiny"]);
  expect(scenarioNames().map((name) => readScenario(name).name)).toEqual(scenarioNames());
});

function markets(first: readonly string[], second: readonly string[]): string {
  const price = "{ month_minor: 1, year_minor: 9 }";
  const market = (currency: string, countries: readonly string[]): string =>
    `    - currency: ${currency}\n      countries: [${countries.join()}]\n      pro: ${price}\n      team: ${price}\n`;
  return `billing:\n  markets:\n${market("USD", first)}${market("EUR", second)}`.replace(/\n$/, "");
}
