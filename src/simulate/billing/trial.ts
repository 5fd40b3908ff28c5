import { choices, choose, threshold } from "../chances.ts";
import { purposes } from "../random.ts";
import { type Books, closeVersion, instantOn, luckOf, openVersion, schedule } from "./books.ts";
import type { Customer } from "./customer.ts";
import { startPaying } from "./paying.ts";

/** Days without activity after which a trial has lost its user. */
const idleDays = 10;

/** A trial begins on day `d`. */
export function startTrial(books: Books, customer: Customer, d: number): void {
  const { trials } = books.company.scenario.billing;
  const luck = luckOf(books, customer, { d, purpose: purposes.trialLength });
  const end = d + (trials[choose(choices(trials.map(({ share }) => share)), luck)]?.days ?? 0);
  customer.trialEndsAt = instantOn(books, customer, end);
  openVersion(books, customer, { d, status: "trialing" });
  schedule(books, customer, { action: "end_of_trial", d: end });
}

/** The trial ends on day `d`: those who still use the product are the likelier to pay. Returns whether they do. */
export function endTrial(books: Books, customer: Customer, d: number): boolean {
  const { conversionRate, priceSensitivity } = books.company.scenario.billing;
  const engaged = d - (books.lastActive[customer.user] ?? 0) <= idleDays;
  const luck = luckOf(books, customer, { d, purpose: purposes.conversion });
  const { conversion } = books.effects.on(d);
  const dearer = books.prices.aboveBase({ ...customer.terms, market: customer.market }, d);
  const willing = Math.max(0, 1 - dearer * priceSensitivity.conversion) * (conversion[customer.variant] ?? 1);
  const converts = luck < threshold((engaged ? conversionRate.engaged : conversionRate.idle) * willing);
  if (converts) startPaying(books, customer, d);
  else closeVersion(books, customer, d);
  return converts;
}
