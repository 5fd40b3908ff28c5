/** What is sold and how customers behave. Rates named per review are drawn once per paid term. */
export interface Billing {
  /** What is charged where; the first market is that of every country no other names. */
  readonly markets: readonly Market[];
  /** Seats of a first purchase. */
  readonly seats: { readonly pro: Seats; readonly team: Seats };
  readonly trials: readonly { readonly days: number; readonly share: number }[];
  /** Chance that a trial becomes paying, for those seen in its last ten days and for the others. */
  readonly conversionRate: ByEngagement;
  readonly yearlyShare: number;
  readonly offers: readonly Offer[];
  readonly cancelRate: { readonly month: ByEngagement; readonly year: ByEngagement };
  /** Weights of the reasons that engaged customers give; the others' need has ended. */
  readonly reasons: readonly { readonly name: string; readonly share: number }[];
  readonly withdrawRate: number;
  /** Chance that a yearly payment is taken back within a fortnight, which ends the subscription at once. */
  readonly refundRate: number;
  readonly upgradeRate: number;
  readonly downgradeRate: number;
  readonly moreSeatsRate: number;
  readonly fewerSeatsRate: number;
  /** Chance, at the end of a term, of going on with the other billing interval. */
  readonly switchRate: { readonly month: number; readonly year: number };
  /** Chance per review that a monthly customer pauses from the end of the term on, and for how many months at most. */
  readonly pauseRate: number;
  readonly longestPauseMonths: number;
  /** Chance that a renewal's payment fails, and how failures end. */
  readonly failureRate: number;
  readonly failureOutcomes: {
    readonly recovered: number;
    readonly endedInGrace: number;
    readonly endedAfterGrace: number;
    readonly recoveredLate: number;
  };
  readonly winBackRate: number;
  /**
   * What a price that is higher by a rate x does: conversion is multiplied by 1 − x · conversion, and the chance to cancel
   * before the first renewal at that price by 1 + x · cancels.
   */
  readonly priceSensitivity: { readonly conversion: number; readonly cancels: number };
}

/** Prices in one currency. */
export interface Market {
  /** ISO 4217. */
  readonly currency: string;
  readonly countries: readonly string[];
  readonly pro: Price;
  readonly team: Price;
}

/** List price of one seat for one period, in minor units. */
export interface Price {
  readonly monthMinor: number;
  readonly yearMinor: number;
}

/** The least and the greatest number of seats. */
export interface Seats {
  readonly from: number;
  readonly to: number;
}

/** Chances of those who were active lately and of those who were not. */
export interface ByEngagement {
  readonly engaged: number;
  readonly idle: number;
}

/** A discount that comes with a first payment; `terms` null = for ever. An amount is the first market's. */
export interface Offer {
  readonly share: number;
  readonly discountMinor: number;
  readonly discountBasisPoints: number;
  readonly terms: number | null;
}
