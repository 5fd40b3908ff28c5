import { civilOf, weekdayOf } from "../../schema/date.ts";
import type { Company } from "../company.ts";
import { mix } from "../random.ts";
import type { Population } from "./population.ts";

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
  activeOn(day: { readonly d: number; readonly key: number; readonly signedUp: number }, active: Int32Array): number;
}

/**
 * The need of `population`: chance of an active day = the user's rate × the persona's weekday and month × a multiplier by
 * tenure; a sixteenth of it once the need has ended, which is where the resurrected come from.
 */
export function needOf(company: Company, population: Population): Need {
  const { personas, tenure } = company.scenario;
  const tenures = Uint16Array.from(tenure, (factor) => Math.round(factor * tenureOne));
  const { count, key: keys, signUp, needUntil, persona, rate } = population;
  return {
    activeOn(day, active) {
      const { d, key } = day;
      const factors = dayFactors(personas, company.from + d);
      const signedUp = Math.min(day.signedUp, count);
      let found = 0;
      for (let user = 0; user < signedUp; user++) {
        const days = d - (signUp[user] ?? 0);
        let chance = (rate[user] ?? 0) * (factors[persona[user] ?? 0] ?? 0);
        chance *= days < tenures.length ? (tenures[days] ?? tenureOne) : tenureOne;
        // rate × day × tenure is 2^16 · 2^14 · 2^8 for certainty; a draw is 2^32.
        chance *= d <= (needUntil[user] ?? 0) ? 1 / 64 : residue / 64;
        if (mix((keys[user] ?? 0) ^ key) >>> 0 < chance || days === 0) active[found++] = user;
      }
      return found;
    },
  };
}

/** Multiplier of every persona on `day`. */
function dayFactors(personas: Company["scenario"]["personas"], day: number): Uint16Array {
  const [weekday, { month }] = [weekdayOf(day), civilOf(day)];
  return Uint16Array.from(personas, ({ weekdays, months }) =>
    Math.min(65_535, Math.round((weekdays[weekday - 1] ?? 1) * (months[month - 1] ?? 1) * dayOne)),
  );
}
