import type { Company } from "../company.ts";
import type { Effect, Multipliers, When } from "./effect.ts";

/** What planted effects come to on one day; the arrays are indexed by a user's variant. */
export interface EffectDay {
  readonly activity: Float64Array;
  readonly projects: Float64Array;
  readonly exports: Float64Array;
  readonly freeExports: Float64Array;
  readonly trials: Float64Array;
  readonly conversion: Float64Array;
  readonly cancels: Float64Array;
  /** Reasons that effects under way give to those who cancel, with the share of cancellations that each causes. */
  readonly reasons: readonly { readonly name: string; readonly excess: number }[];
  readonly outages: readonly Outage[];
}

/** Hours of a day in which sessions are lost, in seconds of the company's day, and how many of them. */
export interface Outage {
  readonly from: number;
  readonly to: number;
  readonly lostRate: number;
}

/** The planted effects of a company, day by day. */
export interface Effects {
  /** A user's variant tells the arms of all experiments: the last experiment's arm counts fastest. */
  readonly variants: number;
  on(d: number): EffectDay;
}

/** The effects of `company`. */
export function effectsOf(company: Company): Effects {
  const spans = company.scenario.effects.map((effect) => ({ effect, ...spanOf(effect, company) }));
  const variants = variantCount(company.scenario.effects);
  const arms = armMultipliers(company.scenario.effects);
  const quiet = effectDay({ variants, arms, d: 0 }, []);
  let today = { d: -1, effects: quiet };
  return {
    variants,
    on(d) {
      if (today.d === d) return today.effects;
      const active = spans.filter(({ from, to }) => d >= from && d < to);
      today = { d, effects: active.length === 0 ? quiet : effectDay({ variants, arms, d }, active) };
      return today.effects;
    },
  };
}

/** First day index of `effect` and first one after it; an outage lasts as long as its hours. */
export function spanOf(effect: Effect, company: Company): { readonly from: number; readonly to: number } {
  const index = (when: When): number => (when.kind === "after" ? when.days : when.day - company.from);
  const from = index(effect.from);
  if (effect.kind === "outage") return { from, to: from + Math.ceil((effect.startHour + effect.hours) / 24) };
  return { from, to: effect.to === null ? Infinity : index(effect.to) };
}

/** How many combinations of experiment arms there are. */
export function variantCount(effects: readonly Effect[]): number {
  return effects.reduce((count, effect) => (effect.kind === "experiment" ? count * effect.arms.length : count), 1);
}

/** The arm of the experiment `name` that a user of `variant` is in, or null where there is no such experiment. */
export function armOf(effects: readonly Effect[], name: string, variant: number): number | null {
  let rest = variant;
  for (const effect of effects.toReversed()) {
    if (effect.kind !== "experiment") continue;
    if (effect.name === name) return rest % effect.arms.length;
    rest = Math.floor(rest / effect.arms.length);
  }
  return null;
}

/** Each experiment's multipliers by variant. */
function armMultipliers(effects: readonly Effect[]): ReadonlyMap<string, readonly Multipliers[]> {
  const variants = Array.from({ length: variantCount(effects) }, (_, variant) => variant);
  return new Map(
    effects.flatMap((effect) => {
      if (effect.kind !== "experiment") return [];
      const found = variants.flatMap((variant) => {
        const arm = effect.arms[armOf(effects, effect.name, variant) ?? -1];
        return arm === undefined ? [] : [arm.multipliers];
      });
      return [[effect.name, found] as const];
    }),
  );
}

interface DayContext {
  readonly variants: number;
  readonly arms: ReadonlyMap<string, readonly Multipliers[]>;
  readonly d: number;
}

function effectDay(
  { variants, arms, d }: DayContext,
  active: readonly { readonly effect: Effect; readonly from: number }[],
): EffectDay {
  const product = (name: keyof Multipliers): Float64Array =>
    Float64Array.from({ length: variants }, (_, variant) =>
      active.reduce((all, { effect }) => {
        if ("multipliers" in effect) return all * effect.multipliers[name];
        return effect.kind === "experiment" ? all * (arms.get(effect.name)?.[variant]?.[name] ?? 1) : all;
      }, 1),
    );
  return {
    activity: product("activity"),
    projects: product("projects"),
    exports: product("exports"),
    freeExports: product("freeExports"),
    trials: product("trials"),
    conversion: product("conversion"),
    cancels: product("cancels"),
    reasons: active.flatMap(({ effect }) => {
      if (!("reason" in effect) || effect.reason === null) return [];
      const excess = Math.max(0, 1 - 1 / Math.max(1, effect.multipliers.cancels));
      return excess === 0 ? [] : [{ name: effect.reason, excess }];
    }),
    outages: active.flatMap(({ effect, from }) => (effect.kind === "outage" ? [outageOf(effect, d - from)] : [])),
  };
}

const hourSeconds = 3_600;

/** The outage as seconds of the day that lies `daysAfter` its first; it may have begun before or end later. */
function outageOf({ startHour, hours, lostRate }: Effect & { kind: "outage" }, daysAfter: number): Outage {
  const from = (startHour - 24 * daysAfter) * hourSeconds;
  return { from, to: from + hours * hourSeconds, lostRate };
}
