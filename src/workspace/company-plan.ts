import type { Day } from "../schema/date.ts";
import { UserError } from "../schema/user-error.ts";
import { checkCompany, type Company, expectedEvents } from "../simulate/company.ts";
import { dirtAt } from "../simulate/dirt/dial.ts";
import type { Config } from "./config.ts";
import { defaultScenario, readScenario } from "./scenario/read-scenario.ts";
import type { SimulateOptions } from "./types.ts";

/** Users where neither the command nor the scenario says how many. */
const defaultUsers = 50_000;

/** More events than this are written only after a `--yes`. */
const manyEvents = 1_000_000_000;

/** Bytes of the lake an event takes, about. */
const bytesPerEvent = 10;

/** The company that `options` and their scenario mean. Errors: `usage` or `config` for one that cannot be. */
export function planCompany(options: SimulateOptions, { timezone, weekStart }: Config): Company {
  const read = readScenario(options.scenario ?? defaultScenario);
  const scenario = options.dirty === undefined ? read : { ...read, dirt: dirtAt(options.dirty) };
  const { from, to } = rangeOf(options, scenario);
  const company = {
    users: options.users ?? scenario.users ?? defaultUsers,
    from,
    to,
    seed: options.seed,
    scenario,
    timezone,
    weekStart,
    ...(options.truth === undefined ? {} : { truth: options.truth }),
  };
  checkCompany(company);
  const events = expectedEvents(company);
  if (events > manyEvents && options.confirmed !== true) {
    throw new UserError(
      "usage",
      `That is about ${events.toPrecision(2)} events, ${Math.round((events * bytesPerEvent) / 1e9)} GB.`,
      "Ask for fewer users or days, or say --yes.",
    );
  }
  return company;
}

/** The range asked for, else the scenario's, else what the command falls back to. */
function rangeOf(
  options: SimulateOptions,
  scenario: { readonly from: Day | null; readonly to: Day | null },
): { readonly from: Day; readonly to: Day } {
  const to = options.to ?? scenario.to ?? options.otherwise?.to;
  if (to === undefined) throw new UserError("usage", "No end of the simulation is named.", "Say until when with --to.");
  const from = options.from ?? scenario.from ?? options.otherwise?.fromBefore(to);
  if (from === undefined) throw new UserError("usage", "No first day is named.", "Say since when with --from.");
  return { from, to };
}
