import { between, threshold } from "../chances.ts";
import { purposes } from "../random.ts";
import { type Books, endOfTermDay, luckOf, openVersion, resumePaying, schedule, stopPaying } from "./books.ts";
import type { Customer } from "./customer.ts";
import { scheduleReview } from "./paying.ts";
import { isDiscounted } from "./price-list.ts";

/** On day `d` a monthly customer may decide to pause at the end of the term. Returns whether they do. */
export function mayPause(books: Books, customer: Customer, d: number): boolean {
  const { pauseRate } = books.company.scenario.billing;
  if (customer.paying === null || customer.terms.interval !== "month" || isDiscounted(customer.terms)) return false;
  if (luckOf(books, customer, { d, purpose: purposes.pause }) >= threshold(pauseRate)) return false;
  schedule(books, customer, { action: "pause", d: endOfTermDay(books, customer, customer.term) });
  return true;
}

/** The subscription pauses on day `d`, for months. */
export function pause(books: Books, customer: Customer, d: number): void {
  openVersion(books, customer, { d, status: "paused" });
  stopPaying(books, customer, d);
  const { longestPauseMonths } = books.company.scenario.billing;
  const months = between(1, longestPauseMonths, luckOf(books, customer, { d, purpose: purposes.pauseMonths }));
  schedule(books, customer, { action: "resume", d: endOfTermDay(books, customer, customer.term + months) });
}

/** The subscription resumes on day `d`, on the same terms; terms are counted from here. */
export function resume(books: Books, customer: Customer, d: number): void {
  customer.anchor = d;
  customer.term = 0;
  openVersion(books, customer, { d, status: "active" });
  resumePaying(books, customer, d);
  scheduleReview(books, customer, d);
}
