/** What a customer has agreed to pay for one period. */
export interface Terms {
  readonly plan: "pro" | "team";
  readonly interval: "month" | "year";
  readonly quantity: number;
  readonly unitPriceMinor: number;
  readonly discountMinor: number;
  readonly discountBasisPoints: number;
}

/** The terms on which somebody pays, and from which country and market (their indices in the scenario). */
export interface Standing {
  readonly terms: Terms;
  readonly country: number;
  /** Index of the market whose currency is paid. */
  readonly market: number;
}

/** One invoice under `terms` in minor units, before and after discounts. */
export function invoiceOf(terms: Terms): { readonly list: number; readonly net: number } {
  const list = terms.unitPriceMinor * terms.quantity;
  const rest = list - terms.discountMinor;
  // Half away from zero, exactly: both sides are integers.
  const share = rest * terms.discountBasisPoints;
  const percent = Math.sign(share) * Math.floor((2 * Math.abs(share) + 10_000) / 20_000);
  return { list, net: Math.max(0, rest - percent) };
}

/** Annual recurring revenue of a standing in minor units: every invoice covers one month or one year. */
export function annual({ terms }: Standing): { readonly list: number; readonly net: number } {
  const { list, net } = invoiceOf(terms);
  const perYear = terms.interval === "month" ? 12 : 1;
  return { list: list * perYear, net: net * perYear };
}
