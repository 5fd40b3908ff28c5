import { type Books, instantOn } from "./books.ts";
import type { Customer } from "./customer.ts";
import { idleDays, leave, ownReason } from "./leaving.ts";

/** The money goes back on day `d`, and the subscription ends at once, in the middle of its term. */
export function refund(books: Books, customer: Customer, d: number): void {
  const isIdle = d - (books.lastActive[customer.user] ?? 0) > idleDays.year;
  const reason = ownReason(books, customer, { d, isIdle });
  leave(books, customer, { d, cause: { requestedAt: instantOn(books, customer, d), reason, type: "voluntary" } });
}
