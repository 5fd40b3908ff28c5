import { describe, expect, test } from "vitest";
import { UserError } from "../../src/schema/user-error.ts";
import { checkCompany, expectedEvents, maxUsers, shardCount } from "../../src/simulate/company.ts";
import { readScenario } from "../../src/workspace/scenario/read-scenario.ts";
import { companyWith } from "./collect.ts";

describe("a company that cannot be is refused, naming the value", () => {
  const { from } = companyWith();
  test.each([
    ["no users", { users: 0 }, "0 users"],
    ["half a user", { users: 1.5 }, "1.5 users"],
    ["more users than names", { users: maxUsers + 1 }, `${maxUsers + 1} users`],
    ["an end before the start", { to: from - 1 }, "2025-02-11 to 2025-02-10"],
    ["not a single day", { to: from }, "2025-02-11 to 2025-02-11"],
    ["eleven years", { to: from + 4_015 }, "too long"],
    ["a seed with a fraction", { seed: 0.5 }, "seed 0.5"],
    ["a negative seed", { seed: -1 }, "seed -1"],
  ])("%s", (_what, changes, message) => {
    const check = (): void => checkCompany(companyWith(changes));
    expect(check).toThrow(UserError);
    expect(check).toThrow(message);
  });
});

test("a company is cut into shards of 65,536 users", () => {
  const shards = [1, 65_536, 65_537, 140_000].map((users) => shardCount(companyWith({ users })));
  expect(shards).toEqual([1, 1, 2, 3]);
});

test("a misspelt scenario is refused with the nearest name", () => {
  expect(() => readScenario("canva-lik")).toThrow('No scenario is called "canva-lik".');
  expect.assertions(2);
  try {
    readScenario("canva-lik");
  } catch (error) {
    expect(error instanceof UserError && error.hint).toContain('Did you mean "canva-like"?');
  }
});

test("a billion events and more are foreseen, and a company of the demo's size is not taken for one", () => {
  const demo = companyWith({ users: 50_000, to: companyWith().from + 396 });
  expect(expectedEvents(demo)).toBeGreaterThan(1_500_000);
  expect(expectedEvents(demo)).toBeLessThan(12_000_000);
  expect(expectedEvents({ ...demo, users: 2_000_000_000, to: demo.from + 3_660 })).toBeGreaterThan(1e12);
});
