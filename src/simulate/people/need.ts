import { threshold } from "../chances.ts";
import type { Company } from "../company.ts";
import type { EffectDay } from "../effects/effects.ts";
import { mix } from "../random.ts";
import type { Clocks } from "./clocks.ts";
import type { Hours } from "./hours.ts";
import type { Population } from "./population.ts";
import { seasonOf } from "./season.ts";

/** Fixed-point ones of the day's and the tenure's multipliers. */
const dayOne = 16_384;
const tenureOne = 256;

/** Of the chance of an active day, what is left once the need has ended: one in sixteen. */
const residue = 1 / 16;

/** When people need the product: who of a population is active on a day. */
export interface Need {
  /**
   * Write the local numbers of those who are active on day `d` into `active`, in order, and return how many they are;
   * `signedUp` users are there by then. Everyone is active on the day of signing up.
   */
  activeOn(day: NeedDay, active: Int32Array): number;
  /**
   * Today's chance, as a threshold, that a session lies before local midnight; index = clock × personas + persona. It
   * weighs the two local days as their seasons do, so that a weekend is quiet by everybody's own clock.
   */
  readonly earlyBelow: Float64Array;
}

/** One day of a population. */
export interface NeedDay {
  readonly d: number;
  readonly key: number;
  readonly signedUp: number;
  readonly effects: EffectDay;
}

/**
 * The need of `population`: chance of an active day = the user's rate × the season of their local days × a multiplier by
 * tenure × planted effects × what paying does (`pays`: who does); a sixteenth of it once the need has ended, which is where the resurrected come from.
 */
export function needOf(
  company: Company,
  population: Population,
  { clocks, hours, pays }: { readonly clocks: Clocks; readonly hours: Hours; readonly pays: Uint8Array },
): Need {
  const { scenario, from } = company;
  const { personas, tenure, payingActivity } = scenario;
  const tenures = Uint16Array.from(tenure, (factor) => Math.round(factor * tenureOne));
  const { count, key: keys, signUp, needUntil, kind, variant, rate } = population;
  const kinds = clocks.count * personas.length;
  const seasonal = new Float64Array(kinds);
  const earlyBelow = new Float64Array(kinds);
  const seasons = new Map<number, Float64Array>();

  function season(d: number): Float64Array {
    const known = seasons.get(d) ?? seasonOf(scenario, from + d);
    seasons.set(d, known);
    seasons.delete(d - 3);
    return known;
  }

  function enter(d: number): void {
    for (let clock = 0; clock < clocks.count; clock++) {
      const ahead = clocks.aheadOn(clock, d);
      const [before, after] = ahead > 0 ? [season(d), season(d + 1)] : [season(d - 1), season(d)];
      const { early, late } = hours.partsOf(ahead);
      const country = (clocks.country[clock] ?? 0) * personas.length;
      for (let persona = 0; persona < personas.length; persona++) {
        const inEarly = early * (before[country + persona] ?? 0);
        const both = inEarly + late * (after[country + persona] ?? 0);
        seasonal[clock * personas.length + persona] = both;
        earlyBelow[clock * personas.length + persona] = threshold(both === 0 ? 1 : inEarly / both);
      }
    }
  }

  return {
    earlyBelow,
    activeOn({ d, key, signedUp: arrived, effects }, active) {
      enter(d);
      const factors = dayFactors(seasonal, effects);
      const signedUp = Math.min(arrived, count);
      let found = 0;
      for (let user = 0; user < signedUp; user++) {
        const days = d - (signUp[user] ?? 0);
        let chance = (rate[user] ?? 0) * (factors[(variant[user] ?? 0) * kinds + (kind[user] ?? 0)] ?? 0);
        chance *= days < tenures.length ? (tenures[days] ?? tenureOne) : tenureOne;
        if (pays[user] === 1) chance *= payingActivity;
        // rate × day × tenure is 2^16 · 2^14 · 2^8 for certainty; a draw is 2^32.
        chance *= d <= (needUntil[user] ?? 0) ? 1 / 64 : residue / 64;
        if (mix((keys[user] ?? 0) ^ key) >>> 0 < chance || days === 0) active[found++] = user;
      }
      return found;
    },
  };
}

/** Today's multiplier of every variant and kind of user. */
function dayFactors(seasonal: Float64Array, { activity }: EffectDay): Uint16Array {
  const factors = new Uint16Array(activity.length * seasonal.length);
  activity.forEach((factor, variant) => {
    seasonal.forEach((season, kind) => {
      factors[variant * seasonal.length + kind] = Math.min(65_535, Math.round(season * factor * dayOne));
    });
  });
  return factors;
}
