import { between, threshold } from "../chances.ts";
import type { Company } from "../company.ts";
import type { Days } from "../days.ts";
import { established } from "../people/arrivals.ts";
import type { Effects } from "../effects/effects.ts";
import type { Population } from "../people/population.ts";
import { draw, purposes } from "../random.ts";
import type { ArrKey } from "../truth/arr-key.ts";
import { agenda } from "./agenda.ts";
import { type Books, endOfTermDay, openVersion, pay, schedule } from "./books.ts";
import type { Action, Customer } from "./customer.ts";
import { endGrace, giveUp, recover } from "./dunning.ts";
import { mayReturn, winBack, withdraw } from "./leaving.ts";
import { pause, resume } from "./pause.ts";
import { choiceOf, isDiscounted, listTerms, offerFor } from "./price-list.ts";
import { marketOfCountries, pricesOf } from "./prices.ts";
import { refund } from "./refund.ts";
import { endTerm, review } from "./term.ts";
import { endTrial, startTrial } from "./trial.ts";
import type { Standing } from "./standing.ts";
import type { Version } from "./versions.ts";

/** The billing of one shard's people, day by day. */
export interface Customers {
  /** Do what is due on day `d`. */
  startDay(d: number): void;
  /** `user` exported something on day `d` until `second`: who has never had a trial may start one (`key`: the user-day's). */
  exported(user: number, when: { readonly d: number; readonly second: number; readonly key: number }): void;
  /** Who pays now, and what. */
  standing(): Iterable<{ readonly user: number; readonly standing: Standing }>;
  /** All versions so far, in the order in which they began to be written. */
  readonly versions: readonly Version[];
}

/** Billing keeps away from midnight by more than a clock change takes. */
const [earliestSecond, latestSecond] = [2 * 3_600, 20 * 3_600];

/** Days for which established customers have paid, at most. */
const longestPaying = 720;
/** When they think their running term over: so many days before its end, at most. */
const reviewBefore = { month: 25, year: 50 } as const;

const actions: Readonly<Record<Action, (books: Books, customer: Customer, d: number) => void>> = {
  end_of_trial: (books, customer, d) => {
    if (!endTrial(books, customer, d)) mayReturn(books, customer, d);
  },
  review,
  withdraw,
  end_of_term: endTerm,
  refund,
  recover,
  end_in_dunning: giveUp,
  end_of_grace: endGrace,
  win_back: winBack,
  pause,
  resume,
};

/** Who may become a customer, and what is known of them. */
export interface Clientele {
  readonly population: Population;
  readonly days: Days;
  readonly effects: Effects;
  /** Day index on which each was last active; see `Visits`. */
  readonly lastActive: Int32Array;
  /** Whether each pays: kept here, read by need and visits. */
  readonly pays: Uint8Array;
}

/** The customers among `population`; some of the established pay from before the first day. */
export function customersOf(
  company: Company,
  { population, days, effects, lastActive, pays }: Clientele,
  arr: ArrKey | null,
): Customers {
  const { personas } = company.scenario;
  const knowsPaying = new Uint8Array(population.count);
  const versions: Version[] = [];
  let subscriptions = 0;
  const books: Books = {
    company,
    days,
    prices: pricesOf(company),
    marketOfCountry: marketOfCountries(company),
    effects,
    agenda: agenda(days.count),
    customers: [],
    versions,
    arr,
    lastActive,
    pays,
    nextSubscription: () => subscriptions++,
  };
  for (let user = 0; user < population.count && population.signUp[user] === established; user++) {
    const rate = personas[population.persona[user] ?? 0]?.establishedPayingRate ?? 0;
    const key = population.key[user] ?? 0;
    if (draw(key, purposes.established) >= threshold(rate)) continue;
    knowsPaying[user] = 1;
    const second = between(earliestSecond, latestSecond, draw(key, purposes.billingHour));
    standSince(books, newCustomer(books, population, { user, second, key, d: -1 }));
  }
  return {
    versions,
    *standing() {
      for (const { user, paying } of books.customers) if (paying !== null) yield { user, standing: paying };
    },
    startDay(d) {
      for (const customer of books.agenda.due(d)) actions[customer.next](books, customer, d);
    },
    exported(user, { d, second, key }) {
      if (knowsPaying[user] === 1) return;
      const { trialRate = 0 } = personas[population.persona[user] ?? 0] ?? {};
      const eager = effects.on(d).trials[population.variant[user] ?? 0] ?? 1;
      if (draw(key, purposes.trial) >= threshold(trialRate * eager)) return;
      knowsPaying[user] = 1;
      const soon = Math.min(Math.max(second, earliestSecond), latestSecond);
      startTrial(books, newCustomer(books, population, { user, second: soon, key, d }), d);
    },
  };
}

function newCustomer(
  books: Books,
  population: Population,
  { user, second, key, d }: { user: number; second: number; key: number; d: number },
): Customer {
  const { personas, billing } = books.company.scenario;
  const teamRate = personas[population.persona[user] ?? 0]?.teamRate ?? 0;
  const isTeam = draw(population.key[user] ?? 0, purposes.plan) < threshold(teamRate);
  const country = population.country[user] ?? 0;
  const market = books.marketOfCountry[country] ?? 0;
  const choice = choiceOf(billing, isTeam, key);
  const customer: Customer = {
    user,
    key: population.key[user] ?? 0,
    country,
    platform: population.platform[user] ?? 0,
    market,
    variant: population.variant[user] ?? 0,
    since: d,
    isTeam,
    subscription: books.nextSubscription(),
    terms: listTerms(books, { market, since: d }, { d, choice }),
    discountTermsLeft: 0,
    anchor: 0,
    term: 0,
    second,
    version: null,
    trialEndsAt: null,
    paying: null,
    cancellation: null,
    overdueSince: 0,
    recoversLate: false,
    next: "review",
  };
  books.customers.push(customer);
  return customer;
}

/** An established customer has been paying for up to two years; of their discounts only one without end is left. */
function standSince(books: Books, customer: Customer): void {
  const offer = offerFor(books.company.scenario.billing, customer.key);
  if (offer.terms === null) {
    const { discountBasisPoints } = offer;
    const discountMinor = books.prices.amountOf(offer, customer.market);
    customer.terms = { ...customer.terms, discountMinor, discountBasisPoints };
    customer.discountTermsLeft = isDiscounted(customer.terms) ? null : 0;
  }
  customer.anchor = -between(1, longestPaying, draw(customer.key, purposes.establishedDays));
  customer.since = customer.anchor;
  while (endOfTermDay(books, customer, customer.term) < 0) customer.term++;
  openVersion(books, customer, { d: customer.anchor, status: "active" });
  pay(books, customer, customer.anchor);
  const end = endOfTermDay(books, customer, customer.term);
  const early = end - between(2, reviewBefore[customer.terms.interval], draw(customer.key, purposes.review));
  schedule(books, customer, early < 0 ? { action: "end_of_term", d: end } : { action: "review", d: early });
}
