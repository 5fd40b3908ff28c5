import { microsPerUtcDay } from "../../schema/date.ts";
import { localDayOf } from "../../schema/timezone.ts";
import { between, choices, choose } from "../chances.ts";
import { purposes } from "../random.ts";
import { type Books, instantOn, luckOf, openVersion, pay, schedule, stopPaying } from "./books.ts";
import type { Customer } from "./customer.ts";
import { leave } from "./leaving.ts";
import { scheduleReview } from "./paying.ts";

/** Time for which a subscription past due still counts as paying: 14 times 24 hours. */
const graceMicros = 14 * microsPerUtcDay;

/** Days after the failed payment: of a recovery in the grace, of an end in it, of a recovery and of an end after it. */
const schedules = { recovery: { from: 1, to: 9 }, end: 10, late: { from: 17, to: 20 }, lateEnd: 21 } as const;

/** The payment that was due on day `d` fails: the subscription is past due, and how that ends is decided by luck. */
export function failPayment(books: Books, customer: Customer, d: number): void {
  const { failureOutcomes: shares } = books.company.scenario.billing;
  openVersion(books, customer, { d, status: "past_due" });
  pay(books, customer, d);
  const table = choices([shares.recovered, shares.endedInGrace, shares.endedAfterGrace, shares.recoveredLate]);
  const outcome = choose(table, luckOf(books, customer, { d, purpose: purposes.dunning }));
  const days = luckOf(books, customer, { d, purpose: purposes.dunningDays });
  customer.overdueSince = d;
  customer.recoversLate = outcome === 3;
  if (outcome === 0) {
    schedule(books, customer, {
      action: "recover",
      d: d + between(schedules.recovery.from, schedules.recovery.to, days),
    });
  } else if (outcome === 1) {
    schedule(books, customer, { action: "end_in_dunning", d: d + schedules.end });
  } else {
    const graceEnd = localDayOf(books.company.timezone, instantOn(books, customer, d) + graceMicros);
    schedule(books, customer, { action: "end_of_grace", d: graceEnd - books.company.from });
  }
}

/** The grace ends on day `d`: what the customer paid has left, though the subscription stands. */
export function endGrace(books: Books, customer: Customer, d: number): void {
  stopPaying(books, customer, d);
  const failed = customer.overdueSince;
  const { from, to } = schedules.late;
  const luck = luckOf(books, customer, { d, purpose: purposes.dunningDays });
  if (customer.recoversLate) schedule(books, customer, { action: "recover", d: failed + between(from, to, luck) });
  else schedule(books, customer, { action: "end_in_dunning", d: failed + schedules.lateEnd });
}

/** A payment comes in on day `d`. */
export function recover(books: Books, customer: Customer, d: number): void {
  openVersion(books, customer, { d, status: "active" });
  pay(books, customer, d);
  scheduleReview(books, customer, d);
}

/** The collector gives up on day `d`. */
export function giveUp(books: Books, customer: Customer, d: number): void {
  leave(books, customer, { d, cause: { requestedAt: null, reason: "failed_payment", type: "involuntary" } });
}
