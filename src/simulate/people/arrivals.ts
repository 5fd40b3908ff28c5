import { weekdayOf } from "../../schema/date.ts";
import type { Company } from "../company.ts";
import { ordinalOf } from "../random.ts";
import { spanOf } from "../effects/effects.ts";

/** Day index of those who signed up before the first day. */
export const established = -1;

/** How people come to a company: on which day, and in which campaign. */
export interface Arrivals {
  /**
   * Day index on which user number `user` signs up: numbers follow the order of signing up, the established first; then
   * arrivals grow from month to month, swing with the weekday and rise with campaigns.
   */
  signUpOf(user: number): number;
  /** Campaigns by day: those under way on day `d`, each with the share of that day's arrivals that it brought. */
  campaignsOn(d: number): readonly CampaignShare[];
}

/** A campaign's part in one day's arrivals. */
export interface CampaignShare {
  /** Its place among the scenario's effects. */
  readonly effect: number;
  /** Of the draws that decide whom it brought. */
  readonly ordinal: number;
  readonly share: number;
  readonly lifeFactor: number;
}

/** The arrivals of `company`. */
export function arrivals(company: Company): Arrivals {
  const { growth, effects } = company.scenario;
  const days = company.to - company.from;
  const campaigns = effects.flatMap((effect, index) =>
    effect.kind === "campaign" ? [{ effect, index, ...spanOf(effect, company) }] : [],
  );
  const on = (d: number) => campaigns.filter(({ from, to }) => d >= from && d < to);
  const cumulated = new Float64Array(days);
  const daily = 1 + growth.monthlyRate / 30;
  let [level, sum] = [1_000_000, 0];
  for (let d = 0; d < days; d++) {
    const factor = on(d).reduce((product, { effect }) => product * effect.arrivals, 1);
    sum += Math.round(level * factor * (growth.weekdays[weekdayOf(company.from + d) - 1] ?? 1));
    cumulated[d] = sum;
    level *= daily;
  }
  const before = Math.floor(company.users * growth.establishedShare);
  const arriving = company.users - before;
  return {
    signUpOf: (user) => (user < before ? established : firstAbove(cumulated, ((user - before + 0.5) / arriving) * sum)),
    campaignsOn: (d) =>
      on(d).map(({ effect, index }) => {
        const { arrivals: factor, lifeFactor, name } = effect;
        return { effect: index, ordinal: ordinalOf(name), share: Math.max(0, 1 - 1 / factor), lifeFactor };
      }),
  };
}

/** Index of the first of the rising `values` that lies above `limit`. */
function firstAbove(values: Float64Array, limit: number): number {
  let [low, high] = [0, values.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] ?? 0) > limit) high = middle;
    else low = middle + 1;
  }
  return low;
}
