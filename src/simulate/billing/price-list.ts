import { between, choices, choose, threshold } from "../chances.ts";
import { draw, purposes } from "../random.ts";
import type { Billing, Offer } from "./billing.ts";
import type { Books } from "./books.ts";
import type { Customer } from "./customer.ts";
import type { Terms } from "./standing.ts";

/** What someone chooses: plan, interval and seats. */
export interface Choice {
  readonly plan: "pro" | "team";
  readonly interval: "month" | "year";
  readonly quantity: number;
}

/** What someone would buy, by their own luck (`key`). */
export function choiceOf(billing: Billing, isTeam: boolean, key: number): Choice {
  const plan = isTeam ? "team" : "pro";
  const seats = billing.seats[plan];
  const interval = draw(key, purposes.interval) < threshold(billing.yearlyShare) ? "year" : "month";
  // The lesser of two draws: small teams are the many.
  const quantity = Math.min(
    between(seats.from, seats.to, draw(key, purposes.seats)),
    between(seats.from, seats.to, draw(key, purposes.seats, 1)),
  );
  return { plan, interval, quantity };
}

/** The customer's terms for `choice` at the list price of day `d`. */
export function listTerms(
  { prices }: Books,
  { market, since }: Pick<Customer, "market" | "since">,
  { d, choice }: { readonly d: number; readonly choice: Choice },
): Terms {
  const unitPriceMinor = prices.of({ ...choice, market }, { d, since: Math.min(since, d) });
  return { ...choice, unitPriceMinor, discountMinor: 0, discountBasisPoints: 0 };
}

/** The offer that comes with a first payment, by the customer's luck. */
export function offerFor({ offers }: Billing, key: number): Offer {
  const offer = offers[choose(choices(offers.map(({ share }) => share)), draw(key, purposes.offer))];
  if (offer === undefined) throw new Error("a scenario has at least one offer");
  return offer;
}

/** Whether an invoice under `terms` is discounted. */
export function isDiscounted({ discountMinor, discountBasisPoints }: Terms): boolean {
  return discountMinor > 0 || discountBasisPoints > 0;
}

/** `terms` at list price. */
export function undiscounted(terms: Terms): Terms {
  return { ...terms, discountMinor: 0, discountBasisPoints: 0 };
}
