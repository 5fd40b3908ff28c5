import type { Company } from "../company.ts";
import { spanOf } from "../effects/effects.ts";
import type { Offer } from "./billing.ts";

/** What is asked for: a plan, for a month or a year, in a market (its index). */
export interface Asked {
  readonly plan: "pro" | "team";
  readonly interval: "month" | "year";
  readonly market: number;
}

/** The prices of a company, which planted changes move. */
export interface Prices {
  /** List price of a seat in minor units on day `d`, for who has paid `since` a day: some changes spare them. */
  of(asked: Asked, when: { readonly d: number; readonly since: number }): number;
  /** By what rate that price is above the one without any change. */
  aboveBase(asked: Asked, d: number): number;
  /** An offer's amount in the minor units of a market: worth the same share of a month of pro. */
  amountOf(offer: Offer, market: number): number;
}

/** The prices of `company`. */
export function pricesOf(company: Company): Prices {
  const { billing, effects } = company.scenario;
  const changes = effects.flatMap((effect) =>
    effect.kind === "price_change" ? [{ effect, ...spanOf(effect, company) }] : [],
  );
  const basePrice = ({ plan, interval, market }: Asked): number => {
    const prices = billing.markets[market]?.[plan];
    if (prices === undefined) throw new Error(`the scenario has no market number ${market}`);
    return interval === "month" ? prices.monthMinor : prices.yearMinor;
  };
  const factor = ({ plan }: Asked, { d, since }: { d: number; since: number }): number =>
    changes.reduce((product, { effect, from, to }) => {
      const spared = effect.grandfathering && since < from;
      const applies = d >= from && d < to && effect.plans.includes(plan) && !spared;
      return applies ? product * (1 + effect.changeRate) : product;
    }, 1);
  return {
    of: (asked, when) => Math.max(1, Math.round(basePrice(asked) * factor(asked, when))),
    aboveBase: (asked, d) => factor(asked, { d, since: d }) - 1,
    amountOf({ discountMinor }, market) {
      const [home, here] = [billing.markets[0], billing.markets[market]];
      if (home === undefined || here === undefined || market === 0 || home.pro.monthMinor === 0) return discountMinor;
      return Math.round((discountMinor * here.pro.monthMinor) / home.pro.monthMinor);
    },
  };
}

/** Index of the market of each country. */
export function marketOfCountries({ scenario }: Company): Uint8Array {
  const { markets } = scenario.billing;
  return Uint8Array.from(scenario.countries, ({ code }) =>
    Math.max(
      0,
      markets.findIndex(({ countries }) => countries.includes(code)),
    ),
  );
}
