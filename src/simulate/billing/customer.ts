import type { Instant } from "../../schema/date.ts";
import type { Standing, Terms } from "./standing.ts";
import type { Cancellation, Version } from "./versions.ts";

/** What may be due for a customer; each is one function of this folder. */
export type Action =
  | "end_of_trial"
  | "review"
  | "withdraw"
  | "end_of_term"
  | "refund"
  | "recover"
  | "end_in_dunning"
  | "end_of_grace"
  | "win_back"
  | "pause"
  | "resume";

/** Somebody who has, or had, a subscription: the state that the billing's life-stories move along. Days are indices. */
export interface Customer {
  /** Local number of the user. */
  readonly user: number;
  readonly key: number;
  readonly country: number;
  readonly platform: number;
  /** Index of the market whose prices hold for them. */
  readonly market: number;
  /** Arms of all experiments. */
  readonly variant: number;
  /** Day since which they have paid without a break: some price changes spare them. */
  since: number;
  /** Whether they buy for a team. */
  readonly isTeam: boolean;
  subscription: number;
  terms: Terms;
  /** Invoices that the discount still covers; null = all of them. */
  discountTermsLeft: number | null;
  /** Day from which terms are counted, and which of them (from 0) is under way. */
  anchor: number;
  term: number;
  /** Second of the day at which this customer's billing happens: never near midnight, so that no clock change moves its day. */
  second: number;
  /** The version that stands, null where none does. */
  version: Version | null;
  trialEndsAt: Instant | null;
  /** What the customer pays, null where nothing. */
  paying: Standing | null;
  /** The cancellation asked for, null where none is. */
  cancellation: Cancellation | null;
  /** In dunning: since which day, and whether a payment comes after the grace has ended. */
  overdueSince: number;
  recoversLate: boolean;
  /** What is due next. */
  next: Action;
}
