import { between, choices, choose, threshold } from "../chances.ts";
import { draw, purposes } from "../random.ts";
import type { Billing, Offer } from "../scenario.ts";
import type { Terms } from "./standing.ts";

/** What someone would buy, by their own luck (`key`): plan, interval and seats at list price. */
export function termsFor(billing: Billing, isTeam: boolean, key: number): Terms {
  const { seats } = isTeam ? billing.plans.team : billing.plans.pro;
  const interval = draw(key, purposes.interval) < threshold(billing.yearlyShare) ? "year" : "month";
  // The lesser of two draws: small teams are the many.
  const quantity = Math.min(
    between(seats.from, seats.to, draw(key, purposes.seats)),
    between(seats.from, seats.to, draw(key, purposes.seats, 1)),
  );
  return listTerms(billing, { plan: isTeam ? "team" : "pro", interval, quantity });
}

/** Terms without discount. */
export function listTerms(
  billing: Billing,
  { plan, interval, quantity }: { plan: "pro" | "team"; interval: "month" | "year"; quantity: number },
): Terms {
  const { monthMinor, yearMinor } = billing.plans[plan];
  const unitPriceMinor = interval === "month" ? monthMinor : yearMinor;
  return { plan, interval, quantity, unitPriceMinor, discountMinor: 0, discountBasisPoints: 0 };
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
