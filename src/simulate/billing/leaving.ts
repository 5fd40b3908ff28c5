import { between, choices, choose, threshold } from "../chances.ts";
import { dayKey, mix, purposes } from "../random.ts";
import { type Books, endOfTermDay, endSubscription, instantOn, luckOf, openVersion, schedule } from "./books.ts";
import type { Customer } from "./customer.ts";
import { startPaying } from "./paying.ts";
import { choiceOf, isDiscounted, listTerms } from "./price-list.ts";
import type { Cancellation } from "./versions.ts";

/** Days without activity after which a customer no longer needs the product, by billing interval. */
export const idleDays = { month: 21, year: 45 } as const;

/** Days after its end in which a subscription may be won back. */
const [soonestReturn, latestReturn] = [20, 150];

/** Share of voluntary ends of which a last version tells. */
const toldRate = 0.7;

/** The customer thinks it over on day `d` and may ask to cancel at the end of the term. Returns whether they do. */
export function mayRequestCancel(books: Books, customer: Customer, d: number): boolean {
  const { cancelRate, priceSensitivity } = books.company.scenario.billing;
  const { interval } = customer.terms;
  const isIdle = d - (books.lastActive[customer.user] ?? 0) > idleDays[interval];
  const base = isIdle ? cancelRate[interval].idle : cancelRate[interval].engaged;
  const shocks = books.effects.on(d).cancels[customer.variant] ?? 1;
  const dearer = 1 + priceRise(books, customer) * priceSensitivity.cancels;
  const rate = base * shocks * dearer;
  if (luckOf(books, customer, { d, purpose: purposes.cancel }) >= threshold(rate)) return false;
  customer.cancellation = {
    requestedAt: instantOn(books, customer, d),
    reason: reasonOf(books, customer, { d, isIdle, byPrice: 1 - 1 / dearer }),
    type: "voluntary",
  };
  openVersion(books, customer, { d, status: "active" });
  scheduleAfterRequest(books, customer, d);
  return true;
}

/** By what rate the next term will be dearer than this one; 0 where it will not. */
function priceRise(books: Books, customer: Customer): number {
  if (customer.paying === null || isDiscounted(customer.terms)) return 0;
  const end = endOfTermDay(books, customer, customer.term);
  const next = listTerms(books, customer, { d: end, choice: customer.terms });
  return Math.max(0, next.unitPriceMinor / customer.terms.unitPriceMinor - 1);
}

/** Why they ask: what raised the chance, in proportion to how much it did, else want of need, else a reason of the many. */
function reasonOf(books: Books, customer: Customer, cause: { d: number; isIdle: boolean; byPrice: number }): string {
  const { d, isIdle, byPrice } = cause;
  const luck = (luckOf(books, customer, { d, purpose: purposes.cause }) >>> 0) / 4_294_967_296;
  let reached = byPrice;
  if (luck < reached) return "price";
  for (const { name, excess } of books.effects.on(d).reasons) {
    reached += (1 - reached) * excess;
    if (luck < reached) return name;
  }
  return ownReason(books, customer, { d, isIdle });
}

/** The reason of one whom neither price nor a planted effect drives away: want of need, or one of the many. */
export function ownReason(books: Books, customer: Customer, { d, isIdle }: { d: number; isIdle: boolean }): string {
  if (isIdle) return "need_ended";
  const { reasons } = books.company.scenario.billing;
  const table = choices(reasons.map(({ share }) => share));
  return reasons[choose(table, luckOf(books, customer, { d, purpose: purposes.reason }))]?.name ?? "need_ended";
}

function scheduleAfterRequest(books: Books, customer: Customer, d: number): void {
  const end = endOfTermDay(books, customer, customer.term);
  const luck = luckOf(books, customer, { d, purpose: purposes.withdraw });
  const changesMind = luck < threshold(books.company.scenario.billing.withdrawRate) && end - d > 1;
  if (changesMind) schedule(books, customer, { action: "withdraw", d: between(d + 1, end - 1, mix(luck)) });
  else schedule(books, customer, { action: "end_of_term", d: end });
}

/** The request is withdrawn on day `d`. */
export function withdraw(books: Books, customer: Customer, d: number): void {
  customer.cancellation = null;
  openVersion(books, customer, { d, status: "active" });
  schedule(books, customer, { action: "end_of_term", d: endOfTermDay(books, customer, customer.term) });
}

/** The subscription ends on day `d` because of `cause`; some sources tell of it by a last version, some just close one. */
export function leave(books: Books, customer: Customer, { d, cause }: { d: number; cause: Cancellation }): void {
  const isTold =
    cause.type === "involuntary" || luckOf(books, customer, { d, purpose: purposes.ending }) < threshold(toldRate);
  endSubscription(books, customer, { d, tell: isTold ? cause : null });
  mayReturn(books, customer, d);
}

/** Someone without a subscription since day `d` may be won back later. */
export function mayReturn(books: Books, customer: Customer, d: number): void {
  const { winBackRate } = books.company.scenario.billing;
  if (luckOf(books, customer, { d, purpose: purposes.winBack }) >= threshold(winBackRate)) return;
  const luck = luckOf(books, customer, { d, purpose: purposes.winBackDays });
  schedule(books, customer, { action: "win_back", d: d + between(soonestReturn, latestReturn, luck) });
}

/** On day `d` the customer subscribes again, to a new subscription, if they still use the product. */
export function winBack(books: Books, customer: Customer, d: number): void {
  if (d - (books.lastActive[customer.user] ?? 0) > idleDays.year) return;
  const key = mix(customer.key ^ dayKey(books.company.seed, books.company.from + d));
  customer.subscription = books.nextSubscription();
  const choice = choiceOf(books.company.scenario.billing, customer.isTeam, key);
  customer.terms = listTerms(books, customer, { d, choice });
  customer.trialEndsAt = null;
  startPaying(books, customer, d);
}
