import { between } from "../chances.ts";
import { dayKey, mix, purposes } from "../random.ts";
import { type Books, endOfTermDay, luckOf, openVersion, pay, schedule } from "./books.ts";
import type { Customer } from "./customer.ts";
import { listTerms, offerFor } from "./price-list.ts";

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
  scheduleReview(books, customer, d);
}

/** Customers think it over once a term: monthly ones at any time in it, yearly ones in its last seven weeks. */
export function scheduleReview(books: Books, customer: Customer, d: number): void {
  const end = endOfTermDay(books, customer, customer.term);
  const luck = luckOf(books, customer, { d, purpose: purposes.review });
  const day = customer.terms.interval === "month" ? d + between(2, 24, luck) : end - between(3, 50, luck);
  schedule(books, customer, { action: "review", d: Math.max(d + 1, Math.min(day, end - 1)) });
}
