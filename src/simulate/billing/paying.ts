import { between, threshold } from "../chances.ts";
import { dayKey, mix, purposes } from "../random.ts";
import { type Books, endOfTermDay, luckOf, openVersion, pay, schedule } from "./books.ts";
import type { Customer } from "./customer.ts";
import { listTerms, offerFor } from "./price-list.ts";

/** Days after a month's beginning at which it is thought over, from and to. */
const monthReview = [2, 24] as const;
/** Days before a year's end at which it is thought over, from and to. */
const yearReview = [50, 3] as const;

/** Days within which a payment is taken back. Source: the consumer's right of withdrawal, Directive 2011/83/EU, article 9. */
const refundDays = 14;

/** The customer's first payment, on day `d`: an offer may come with it, and the first term begins. */
export function startPaying(books: Books, customer: Customer, d: number): void {
  const key = mix(customer.key ^ dayKey(books.company.seed, books.company.from + d));
  const offer = offerFor(books.company.scenario.billing, key);
  const { discountBasisPoints, terms } = offer;
  customer.since = d;
  const list = listTerms(books, customer, { d, choice: customer.terms });
  customer.terms = { ...list, discountMinor: books.prices.amountOf(offer, customer.market), discountBasisPoints };
  customer.discountTermsLeft = terms;
  customer.anchor = d;
  customer.term = 0;
  openVersion(books, customer, { d, status: "active" });
  pay(books, customer, d);
  startTerm(books, customer, d);
}

/** A term is paid for on day `d`: the money may be wanted back, else the customer thinks it over later. */
export function startTerm(books: Books, customer: Customer, d: number): void {
  if (!mayRefund(books, customer, d)) scheduleReview(books, customer, d);
}

/** The customer may regret the year that was paid for on day `d`. Returns whether they will take the money back. */
function mayRefund(books: Books, customer: Customer, d: number): boolean {
  if (customer.paying === null || customer.terms.interval !== "year") return false;
  const luck = luckOf(books, customer, { d, purpose: purposes.refund });
  if (luck >= threshold(books.company.scenario.billing.refundRate)) return false;
  schedule(books, customer, { action: "refund", d: d + between(1, refundDays, mix(luck)) });
  return true;
}

/** Customers think it over once a term: monthly ones at any time in it, yearly ones in its last seven weeks. */
export function scheduleReview(books: Books, customer: Customer, d: number): void {
  const end = endOfTermDay(books, customer, customer.term);
  const luck = luckOf(books, customer, { d, purpose: purposes.review });
  const [most, least] = yearReview;
  const day =
    customer.terms.interval === "month" ? d + between(...monthReview, luck) : end - between(least, most, luck);
  schedule(books, customer, { action: "review", d: Math.max(d + 1, Math.min(day, end - 1)) });
}
