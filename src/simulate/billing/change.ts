import { between, threshold } from "../chances.ts";
import { purposes } from "../random.ts";
import { type Books, luckOf, openVersion, pay } from "./books.ts";
import type { Customer } from "./customer.ts";
import { type Choice, isDiscounted, listTerms } from "./price-list.ts";

/** Seats that a team adds or gives back at a time, at most. */
const mostSeats = 4;

/**
 * On day `d` the customer may change plan or seats within the term. Discounted subscriptions do not change: what part of
 * such a step would be discount and what price is a question of policy, not of fact.
 */
export function changeWithinTerm(books: Books, customer: Customer, d: number): void {
  if (customer.paying === null || isDiscounted(customer.terms)) return;
  const choice = wanted(books, customer, d);
  if (choice === null) return;
  customer.terms = listTerms(books, customer, { d, choice });
  openVersion(books, customer, { d, status: "active" });
  pay(books, customer, d);
}

/** What the customer would rather have, null where they stay. */
function wanted(books: Books, customer: Customer, d: number): Choice | null {
  const { billing } = books.company.scenario;
  const { plan, interval, quantity } = customer.terms;
  const seats = billing.seats.team;
  const luck = luckOf(books, customer, { d, purpose: purposes.change });
  const size = between(1, mostSeats, luckOf(books, customer, { d, purpose: purposes.changeSize }));
  if (plan === "pro") {
    const upgrades = luck < threshold(billing.upgradeRate);
    return upgrades ? { plan: "team", interval, quantity: seats.from + size - 1 } : null;
  }
  const [downgrade, fewer] = [billing.downgradeRate, billing.downgradeRate + billing.fewerSeatsRate];
  if (luck < threshold(downgrade)) return { plan: "pro", interval, quantity: billing.seats.pro.from };
  if (luck < threshold(fewer)) {
    const left = Math.max(seats.from, quantity - size);
    return left === quantity ? null : { plan: "team", interval, quantity: left };
  }
  if (luck < threshold(fewer + billing.moreSeatsRate)) return { plan: "team", interval, quantity: quantity + size };
  return null;
}
