import { nearestName, UserError } from "../../schema/user-error.ts";
import type { Effect, Multipliers, When } from "../effects/effect.ts";
import type { Scenario } from "../scenario.ts";

const unchanged: Multipliers = {
  activity: 1,
  projects: 1,
  exports: 1,
  freeExports: 1,
  trials: 1,
  conversion: 1,
  cancels: 1,
};

/** What a policy may change, besides the price. */
const changeable = ["activity", "projects", "exports", "trials", "conversion", "cancels"] as const;

const example = 'Say "price +10%", "trials -20% from +90d", or "without NAME" of a planted effect.';

/**
 * The scenario under another policy: `price +10%`, the same of activity, projects, exports, trials, conversion and cancels,
 * each from the first day or ` from +90d`; or `without NAME`, which leaves a planted effect out. Errors: `usage`.
 */
export function withPolicy(scenario: Scenario, policy: string): Scenario {
  const without = /^without ([a-z][a-z0-9_]*)$/.exec(policy)?.[1];
  if (without !== undefined) return withoutEffect(scenario, without);
  const match = /^([a-z]+) ([+-]\d+(?:\.\d+)?)%(?: from \+(\d{1,4})d)?$/.exec(policy);
  if (match === null) throw new UserError("usage", `"${policy}" is no policy.`, example);
  const [subject = "", percent = "", after = "0"] = [match[1], match[2], match[3]];
  const change = Number(percent) / 100;
  if (change <= -1) throw new UserError("usage", `"${policy}" leaves nothing.`, "Take away less than 100 %.");
  const from: When = { kind: "after", days: Number(after) };
  return { ...scenario, effects: [...scenario.effects, effectOf(subject, change, from)] };
}

function effectOf(subject: string, change: number, from: When): Effect {
  const dates = { name: "policy", from, to: null };
  if (subject === "price") {
    return { kind: "price_change", ...dates, changeRate: change, plans: ["pro", "team"], grandfathering: false };
  }
  const multiplier = changeable.find((name) => name === subject);
  if (multiplier === undefined) {
    const near = nearestName(subject, ["price", ...changeable]);
    const meant = near === null ? "" : `Did you mean "${near}"? `;
    throw new UserError("usage", `No policy changes "${subject}".`, `${meant}${example}`);
  }
  return { kind: "shock", ...dates, multipliers: { ...unchanged, [multiplier]: 1 + change }, reason: null };
}

function withoutEffect(scenario: Scenario, name: string): Scenario {
  const { effects } = scenario;
  if (effects.some((effect) => effect.name === name)) {
    return { ...scenario, effects: effects.filter((effect) => effect.name !== name) };
  }
  const names = effects.map((effect) => effect.name);
  const there = names.length === 0 ? "It has none." : `There are: ${names.join(", ")}.`;
  throw new UserError("usage", `The scenario ${scenario.name} has no effect "${name}".`, there);
}
