import { threshold } from "../chances.ts";
import { purposes } from "../random.ts";
import { type Books, closeVersion, endOfTermDay, luckOf, openVersion, pay, schedule } from "./books.ts";
import { changeWithinTerm } from "./change.ts";
import type { Customer } from "./customer.ts";
import { failPayment } from "./dunning.ts";
import { leave, mayRequestCancel } from "./leaving.ts";
import { mayPause } from "./pause.ts";
import { startTerm } from "./paying.ts";
import { isDiscounted, listTerms, undiscounted } from "./price-list.ts";

/** Hours between a subscription's end and its successor's start where the two are not one instant. */
const pauseHours = 3;

/** The customer thinks it over on day `d`: cancel, change, or stay. */
export function review(books: Books, customer: Customer, d: number): void {
  if (mayRequestCancel(books, customer, d) || mayPause(books, customer, d)) return;
  changeWithinTerm(books, customer, d);
  schedule(books, customer, { action: "end_of_term", d: endOfTermDay(books, customer, customer.term) });
}

/** A term ends on day `d`: the subscription ends, goes on, goes on with the other interval, or fails to be paid. */
export function endTerm(books: Books, customer: Customer, d: number): void {
  if (customer.cancellation !== null) {
    leave(books, customer, { d, cause: customer.cancellation });
    return;
  }
  const wasPaying = customer.paying !== null;
  const wasDiscounted = isDiscounted(customer.terms);
  customer.term++;
  useDiscount(customer);
  const { failureRate, switchRate } = books.company.scenario.billing;
  if (wasPaying && luckOf(books, customer, { d, purpose: purposes.failure }) < threshold(failureRate)) {
    failPayment(books, customer, d);
    return;
  }
  const switches =
    luckOf(books, customer, { d, purpose: purposes.switchInterval }) < threshold(switchRate[customer.terms.interval]);
  if (switches && wasPaying && !wasDiscounted) switchInterval(books, customer, d);
  else renew(books, customer, { d, wasDiscounted });
  pay(books, customer, d);
  startTerm(books, customer, d);
}

/** The subscription goes on, at the price of the day where no discount is involved; see `changeWithinTerm`. */
function renew(books: Books, customer: Customer, { d, wasDiscounted }: { d: number; wasDiscounted: boolean }): void {
  const isListed = !wasDiscounted && !isDiscounted(customer.terms);
  if (isListed) customer.terms = listTerms(books, customer, { d, choice: customer.terms });
  openVersion(books, customer, { d, status: "active" });
}

/** One more invoice was discounted; the discount may be used up by it. */
function useDiscount(customer: Customer): void {
  if (customer.discountTermsLeft === null) return;
  customer.discountTermsLeft = Math.max(0, customer.discountTermsLeft - 1);
  if (customer.discountTermsLeft === 0) customer.terms = undiscounted(customer.terms);
}

/**
 * From day `d` on the customer is billed by the other interval: in the same subscription, or in a new one that replaces
 * it at once or within hours. A replacement is no cancellation.
 */
function switchInterval(books: Books, customer: Customer, d: number): void {
  const luck = luckOf(books, customer, { d, purpose: purposes.replacement }) >>> 30;
  if (luck > 1) {
    closeVersion(books, customer, d);
    customer.subscription = books.nextSubscription();
    customer.trialEndsAt = null;
    if (luck === 3 && customer.second < 16 * 3_600) customer.second += pauseHours * 3_600;
  }
  const { plan, interval, quantity } = customer.terms;
  const other = interval === "month" ? "year" : "month";
  customer.terms = listTerms(books, customer, { d, choice: { plan, interval: other, quantity } });
  customer.anchor = d;
  customer.term = 0;
  openVersion(books, customer, { d, status: "active" });
}
