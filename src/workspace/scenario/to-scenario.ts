import { parseDay } from "../../schema/date.ts";
import type { Scenario } from "../../simulate/scenario.ts";
import type { Clock, Country, Holiday } from "../../simulate/people/country.ts";
import type { Effect, Multipliers, When } from "../../simulate/effects/effect.ts";
import type { ScenarioFile } from "./scenario-schema.ts";

/** A scenario file's content as the simulator takes it: records become lists, in the file's order, and texts values. */
export function toScenario(file: ScenarioFile): Scenario {
  const {
    extends: _base,
    users,
    from,
    to,
    personas,
    countries,
    occasions,
    platforms,
    effects,
    billing,
    ...rest
  } = file;
  return {
    ...camelCased(rest),
    users: users ?? null,
    from: from === undefined ? null : parseDay(from),
    to: to === undefined ? null : parseDay(to),
    personas: entriesOf(personas).map(([name, persona]) => ({ name, ...camelCased(persona) })),
    countries: entriesOf(countries).map(countryOf),
    occasions: entriesOf(occasions).map(([name, { from: first, to: last, factor, personas: whom }]) => {
      return { name, from: monthDayOf(first), to: monthDayOf(last), factor, personas: whom };
    }),
    platforms: entriesOf(platforms).map(([name, share]) => ({ name, share })),
    billing: {
      ...camelCased(billing),
      reasons: entriesOf(billing.reasons).map(([name, share]) => ({ name, share })),
    },
    effects: entriesOf(effects).map(effectOf),
  };
}

function countryOf([code, { share, southern, clocks, holidays }]: [
  string,
  ScenarioFile["countries"][string],
]): Country {
  return {
    code,
    share,
    isSouthern: southern,
    clocks: camelCased(clocks) as Clock[],
    holidays: holidays.map(holidayOf),
  };
}

const weekdayNames = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const monthNames = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** A holiday's text, which the schema has checked. */
function holidayOf(text: string): Holiday {
  if (text.startsWith("easter")) return { kind: "easter", days: Number(text.slice(6)) };
  const [weekday = "", nth = "", month = ""] = text.split(" ");
  if (month === "") return { kind: "date", ...monthDayOf(text) };
  return {
    kind: "weekday",
    weekday: weekdayNames.indexOf(weekday) + 1,
    nth: Number(nth),
    month: monthNames.indexOf(month) + 1,
  };
}

function monthDayOf(text: string): { month: number; dayOfMonth: number } {
  return { month: Number(text.slice(0, 2)), dayOfMonth: Number(text.slice(3)) };
}

function whenOf(text: string): When {
  const day = parseDay(text);
  return day === null ? { kind: "after", days: Number.parseInt(text.slice(1), 10) } : { kind: "date", day };
}

function effectOf([name, given]: [string, ScenarioFile["effects"][string]]): Effect {
  const dates = { name, from: whenOf(given.from), to: given.to === undefined ? null : whenOf(given.to) };
  switch (given.kind) {
    case "price_change":
    case "outage":
    case "campaign":
      return { ...camelCased(given), ...dates };
    case "experiment": {
      const arms = entriesOf(given.arms).map(([arm, { share, ...factors }]) => {
        return { name: arm, share, multipliers: multipliersOf(factors) };
      });
      return { kind: given.kind, ...dates, arms };
    }
    case "feature_launch":
    case "export_paywall":
    case "shock":
      return { kind: given.kind, ...dates, multipliers: multipliersOf(given), reason: given.reason ?? null };
  }
}

type GivenMultipliers = {
  readonly [K in "activity" | "projects" | "exports" | "free_exports" | "trials" | "conversion" | "cancels"]?:
    | number
    | undefined;
};

function multipliersOf(given: GivenMultipliers): Multipliers {
  const { activity = 1, projects = 1, exports = 1, trials = 1, conversion = 1, cancels = 1 } = given;
  return { activity, projects, exports, freeExports: given.free_exports ?? 1, trials, conversion, cancels };
}

function entriesOf<T>(record: Readonly<Record<string, T>>): [string, T][] {
  return Object.entries(record);
}

type CamelCase<S extends string> = S extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : S;
type CamelCased<T> = T extends readonly (infer Item)[]
  ? CamelCased<Item>[]
  : T extends object
    ? { [K in keyof T as CamelCase<K & string>]: CamelCased<T[K]> }
    : T;

/** A value with the keys of every record in it in camel case. */
function camelCased<T>(value: T): CamelCased<T> {
  if (Array.isArray(value)) return value.map(camelCased) as CamelCased<T>;
  if (typeof value !== "object" || value === null) return value as CamelCased<T>;
  const entries = Object.entries(value).map(([key, inner]) => [
    key.replaceAll(/_([a-z])/g, (_all, letter: string) => letter.toUpperCase()),
    camelCased(inner),
  ]);
  return Object.fromEntries(entries) as CamelCased<T>;
}
