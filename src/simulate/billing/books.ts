import { civilOf, type Day, dayOf, type Instant, microsPerSecond } from "../../schema/date.ts";
import { addPeriods } from "../../schema/period.ts";
import { startOfDay } from "../../schema/timezone.ts";
import type { Company } from "../company.ts";
import type { Days } from "../days.ts";
import { dayKey, draw, mix } from "../random.ts";
import type { Effects } from "../effects/effects.ts";
import type { ArrKey } from "../truth/arr-key.ts";
import type { Agenda } from "./agenda.ts";
import type { Action, Customer } from "./customer.ts";
import type { Prices } from "./prices.ts";
import { annual, type Standing } from "./standing.ts";
import type { Cancellation, Status, Version } from "./versions.ts";

/** Where billing is written down: versions, what is due, and the ARR of the answer key. */
export interface Books {
  readonly company: Company;
  readonly days: Days;
  readonly prices: Prices;
  /** Index of each country's market. */
  readonly marketOfCountry: Uint8Array;
  readonly effects: Effects;
  readonly agenda: Agenda<Customer>;
  readonly versions: Version[];
  /** Everybody who has, or had, a subscription. */
  readonly customers: Customer[];
  readonly arr: ArrKey | null;
  /** Day index on which each user was last active. */
  readonly lastActive: Int32Array;
  /** Whether each user pays. */
  readonly pays: Uint8Array;
  /** The number of a new subscription. */
  nextSubscription(): number;
}

/** The customer's luck on day `d` for `purpose`, a 32-bit draw. */
export function luckOf(books: Books, customer: Customer, { d, purpose }: { d: number; purpose: number }): number {
  return draw(mix(customer.key ^ dayKey(books.company.seed, books.company.from + d)), purpose);
}

/** The instant at which the customer's billing happens on day `d`, which may lie outside the company's days. */
export function instantOn(books: Books, customer: Customer, d: number): Instant {
  return startOfDay(books.company.timezone, books.company.from + d) + customer.second * microsPerSecond;
}

/** Put `action` down for day `d`, or the day after where a country skips that day. */
export function schedule(books: Books, customer: Customer, { action, d }: { action: Action; d: number }): void {
  customer.next = action;
  books.agenda.put(books.days.seconds[d] === 0 ? d + 1 : d, customer);
}

/** Day index on which the `term`-th term of the customer ends: the anchor's day of the month, or the month's last. */
export function endOfTermDay(books: Books, { anchor, terms }: Customer, term: number): number {
  const { from } = books.company;
  const months = (term + 1) * (terms.interval === "month" ? 1 : 12);
  const { year, month, dayOfMonth } = civilOf(from + anchor);
  const start: Day = addPeriods(dayOf(year, month, 1), "month", months);
  const length = addPeriods(start, "month", 1) - start;
  return start + Math.min(dayOfMonth, length) - 1 - from;
}

/** Open a version of the customer's subscription on day `d`; the one that stood until then is closed. */
export function openVersion(books: Books, customer: Customer, { d, status }: { d: number; status: Status }): void {
  const now = instantOn(books, customer, d);
  if (customer.version !== null) customer.version.validTo = now;
  const inTrial = status === "trialing";
  const isOver = status === "ended";
  const version: Version = {
    subscription: customer.subscription,
    user: customer.user,
    validFrom: now,
    validTo: null,
    terms: customer.terms,
    status,
    termEndsAt: inTrial || isOver ? null : instantOn(books, customer, endOfTermDay(books, customer, customer.term)),
    trialEndsAt: customer.trialEndsAt,
    cancellation: customer.cancellation,
    country: customer.country,
    platform: customer.platform,
    market: customer.market,
  };
  books.versions.push(version);
  customer.version = version;
}

/** Close the version that stands on day `d`; the subscription has ended. */
export function closeVersion(books: Books, customer: Customer, d: number): void {
  if (customer.version !== null) customer.version.validTo = instantOn(books, customer, d);
  customer.version = null;
}

/** From day `d` on the customer pays what the terms say, which is nothing where an invoice comes to nothing. */
export function pay(books: Books, customer: Customer, d: number): void {
  const after = standingOf(customer);
  books.arr?.move(books.company.from + d, customer.paying, after);
  setPaying(books, customer, after);
}

/** As `pay`, for one who paid the same until a pause. */
export function resumePaying(books: Books, customer: Customer, d: number): void {
  const after = standingOf(customer);
  if (after !== null) books.arr?.resume(books.company.from + d, after);
  setPaying(books, customer, after);
}

function standingOf({ terms, country, market }: Customer): Standing | null {
  const standing = { terms, country, market };
  return annual(standing).net > 0 ? standing : null;
}

function setPaying({ pays }: Books, customer: Customer, standing: Standing | null): void {
  customer.paying = standing;
  pays[customer.user] = standing === null ? 0 : 1;
}

/** From day `d` on the customer pays nothing. */
export function stopPaying(books: Books, customer: Customer, d: number): void {
  if (customer.paying === null) return;
  books.arr?.move(books.company.from + d, customer.paying, null);
  setPaying(books, customer, null);
}

/** The subscription ends on day `d` for good. With a cancellation to tell of, a last version tells of it. */
export function endSubscription(books: Books, customer: Customer, end: { d: number; tell: Cancellation | null }): void {
  const { d, tell } = end;
  if (customer.paying !== null) books.arr?.cancel(books.company.from + d, customer.paying);
  stopPaying(books, customer, d);
  if (tell !== null) {
    customer.cancellation = tell;
    openVersion(books, customer, { d, status: "ended" });
    customer.version = null;
  } else {
    closeVersion(books, customer, d);
  }
  customer.cancellation = null;
}
