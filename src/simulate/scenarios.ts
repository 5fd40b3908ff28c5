import { nearestName, UserError } from "../schema/user-error.ts";
import type { Scenario } from "./scenario.ts";
import { canvaLike } from "./scenarios/canva-like.ts";
import { tiny } from "./scenarios/tiny.ts";

/** The scenarios that ship; the first is the default. */
export const scenarios: readonly Scenario[] = [canvaLike, tiny];

/** The scenario called `name`. Errors: `usage` where none is, with the nearest name. */
export function scenarioNamed(name: string): Scenario {
  const found = scenarios.find((scenario) => scenario.name === name);
  if (found !== undefined) return found;
  const names = scenarios.map((scenario) => scenario.name);
  const nearest = nearestName(name, names);
  throw new UserError(
    "usage",
    `No scenario is called "${name}".`,
    `${nearest === null ? "" : `Did you mean "${nearest}"? `}There are: ${names.join(", ")}.`,
  );
}
