import { parseDay } from "../../schema/date.ts";
import type { ScenarioFile } from "./scenario-schema.ts";

/** Something that a scenario's keys say one by one and cannot say together. */
export interface ScenarioFault {
  readonly path: readonly PropertyKey[];
  readonly what: string;
  readonly hint: string;
}

/** The first fault of `file` that no single value shows, or null. */
export function faultOf(file: ScenarioFile): ScenarioFault | null {
  const found: (ScenarioFault | false | undefined)[] = [
    ...datesFaults(file),
    ...sharesFaults(file),
    ...namesFaults(file),
    ...effectFaults(file),
    ...billingFaults(file),
  ];
  return found.find((fault): fault is ScenarioFault => typeof fault === "object") ?? null;
}

type Faults = (ScenarioFault | false)[];

function datesFaults({ from, to }: ScenarioFile): Faults {
  const given = [
    ["from", from],
    ["to", to],
  ] as const;
  return [
    ...given.map(
      ([key, text]) =>
        text !== undefined &&
        parseDay(text) === null && {
          path: [key],
          what: `"${text}" is no day.`,
          hint: "Use a date such as 2026-01-31.",
        },
    ),
    from !== undefined &&
      to !== undefined &&
      to <= from && {
        path: ["to"],
        what: `the range ${from} to ${to} holds no day.`,
        hint: '"to" is exclusive and lies after "from".',
      },
  ];
}

function sharesFaults(file: ScenarioFile): Faults {
  const sum = (shares: readonly number[]): number => shares.reduce((total, share) => total + share, 0);
  const groups: readonly (readonly [path: readonly PropertyKey[], shares: readonly number[], most: number])[] = [
    [["personas"], Object.values(file.personas).map(({ share }) => share), 16],
    [["countries"], Object.values(file.countries).map(({ share }) => share), 22],
    [["platforms"], Object.values(file.platforms), 4],
    [["hours"], file.hours, 24],
    [["billing", "trials"], file.billing.trials.map(({ share }) => share), 8],
    [["billing", "offers"], file.billing.offers.map(({ share }) => share), 32],
    [["billing", "reasons"], Object.values(file.billing.reasons), 16],
  ];
  return groups.flatMap(([path, shares, most]) => [
    sum(shares) <= 0 && { path, what: `"${path.join(".")}" has no weight at all.`, hint: "Give one a share above 0." },
    shares.length > most && {
      path,
      what: `"${path.join(".")}" lists ${shares.length} of ${most} at most.`,
      hint: "Leave the smallest out.",
    },
  ]);
}

function namesFaults({ personas, occasions, countries, billing }: ScenarioFile): Faults {
  const markets = billing.markets.flatMap(({ countries: codes }, i) => codes.map((code, k) => ({ code, i, k })));
  return [
    ...Object.entries(occasions).flatMap(([name, { personas: whom }]) =>
      whom.map(
        (persona, i) =>
          !Object.hasOwn(personas, persona) && {
            path: ["occasions", name, "personas", i],
            what: `no persona is called "${persona}".`,
            hint: `There are: ${Object.keys(personas).join(", ")}.`,
          },
      ),
    ),
    ...markets.map(
      ({ code, i, k }) =>
        !Object.hasOwn(countries, code) && {
          path: ["billing", "markets", i, "countries", k],
          what: `nobody lives in "${code}".`,
          hint: `There are: ${Object.keys(countries).join(", ")}.`,
        },
    ),
    ...markets.map(
      ({ code, i, k }, at) =>
        markets.findIndex((market) => market.code === code) !== at && {
          path: ["billing", "markets", i, "countries", k],
          what: `"${code}" is in two markets.`,
          hint: "A country pays in one currency.",
        },
    ),
  ];
}

function effectFaults({ effects }: ScenarioFile): Faults {
  const experiments = Object.entries(effects).flatMap(([name, effect]) =>
    effect.kind === "experiment" ? [{ name, arms: Object.values(effect.arms) }] : [],
  );
  const variants = experiments.reduce((product, { arms }) => product * Math.max(1, arms.length), 1);
  return [
    ...Object.entries(effects).flatMap(([name, { from, to }]) => [
      to !== undefined &&
        sameKind(from, to) &&
        order(to) <= order(from) && {
          path: ["effects", name, "to"],
          what: `the effect "${name}" ends at ${to}, before it begins at ${from}.`,
          hint: '"to" is exclusive and lies after "from".',
        },
      ...([["from", from] as const, ["to", to] as const] as const).map(
        ([key, text]): ScenarioFault | false =>
          text !== undefined &&
          !text.startsWith("+") &&
          parseDay(text) === null && {
            path: ["effects", name, key],
            what: `"${text}" is no day.`,
            hint: "Use a date such as 2026-01-31.",
          },
      ),
    ]),
    ...experiments.map(
      ({ name, arms }) =>
        arms.reduce((sum, { share }) => sum + share, 0) <= 0 && {
          path: ["effects", name, "arms"],
          what: `the experiment "${name}" has no arm with a share.`,
          hint: "Give an arm a share above 0.",
        },
    ),
    variants > 64 && {
      path: ["effects"],
      what: `the experiments have ${variants} combinations of arms, of 64 at most.`,
      hint: "Run fewer of them at once.",
    },
  ];
}

function billingFaults({ billing }: ScenarioFile): Faults {
  const currencies = billing.markets.map(({ currency }) => currency);
  return [
    ...(["pro", "team"] as const).map(
      (plan) =>
        billing.seats[plan].to < billing.seats[plan].from && {
          path: ["billing", "seats", plan, "to"],
          what: `the seats of ${plan} end before they begin.`,
          hint: '"to" is at least "from".',
        },
    ),
    ...currencies.map(
      (currency, i) =>
        currencies.indexOf(currency) !== i && {
          path: ["billing", "markets", i, "currency"],
          what: `two markets charge ${currency}.`,
          hint: "One market a currency.",
        },
    ),
  ];
}

function sameKind(a: string, b: string): boolean {
  return a.startsWith("+") === b.startsWith("+");
}

function order(when: string): number {
  return when.startsWith("+") ? Number.parseInt(when.slice(1), 10) : (parseDay(when) ?? 0);
}
