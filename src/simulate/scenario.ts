import type { Billing } from "./billing/billing.ts";
import type { Day } from "../schema/date.ts";
import type { Effect } from "./effects/effect.ts";
import type { Country } from "./people/country.ts";

/**
 * A scenario: what a company is like, in plain numbers. Rates and shares are 0–1; shares need not add up to 1. It is
 * read from a YAML file of the same shape (`docs/scenario.schema.json`), where every key says what it means.
 */
export interface Scenario {
  readonly name: string;
  readonly title: string;
  /** Size and dates where nobody asks for others; null = the command's own. */
  readonly users: number | null;
  readonly from: Day | null;
  readonly to: Day | null;
  readonly process: Process;
  readonly growth: Growth;
  readonly personas: readonly Persona[];
  readonly countries: readonly Country[];
  readonly occasions: readonly Occasion[];
  readonly platforms: readonly { readonly name: string; readonly share: number }[];
  /** Share of users who also use a second platform. */
  readonly secondPlatformRate: number;
  /** Chance a year that a user's main platform becomes another one. */
  readonly platformMoveRate: number;
  /** Chance that a user spends a given week in another country. */
  readonly tripRate: number;
  /** Weight of each local hour, 0 … 23, for the start of a session. */
  readonly hours: readonly number[];
  /** Multiplier of the chance to come back, by days since sign-up; 1 from the end of the list on. */
  readonly tenure: readonly number[];
  /** Multiplier of the chance of an active day while a user pays. */
  readonly payingActivity: number;
  /** How much fewer projects the next creator in rank makes: projects fall off as 1 ÷ rank ^ exponent. */
  readonly creatorExponent: number;
  readonly billing: Billing;
  readonly effects: readonly Effect[];
  /** How dirty the event rows are; all zero = clean. */
  readonly dirt: Dirt;
}

/** Which process makes the events: people with needs, or the bare BG/NBD of Fader, Hardie & Lee (2005). */
export type Process =
  | { readonly kind: "company" }
  | {
      readonly kind: "bg_nbd";
      /** Purchases a week are gamma-distributed over customers: shape r, scale 1 ÷ alpha. */
      readonly r: number;
      readonly alpha: number;
      /** The chance to leave for good after a repeat purchase is beta-distributed over customers. */
      readonly a: number;
      readonly b: number;
    };

/** How people arrive. */
export interface Growth {
  /** Share of all users who are there already on the first day. */
  readonly establishedShare: number;
  /** Growth of arrivals from one month (30 days) to the next. */
  readonly monthlyRate: number;
  /** Weight of each weekday, Monday first, for arrivals. */
  readonly weekdays: readonly number[];
  readonly invites: Invites;
}

/** How people bring people. */
export interface Invites {
  /** Share of sign-ups that another user invited. */
  readonly share: number;
  /** Mean days between the sign-up of who invites and of who is invited. */
  readonly meanDays: number;
  /** Chance that who is invited is of the same persona, and lives in the same country, for that reason. */
  readonly samePersonaRate: number;
  readonly sameCountryRate: number;
}

/** A kind of person and the rhythm of their need. */
export interface Persona {
  readonly name: string;
  readonly share: number;
  /** Mean chance of being active on an average day while the need lasts; users differ around it. */
  readonly activeDayRate: number;
  /** Multipliers of that chance by weekday (Monday first) and by month (January first). */
  readonly weekdays: readonly number[];
  readonly months: readonly number[];
  /** Whether the months are those of a school year, which begins half a year apart in the south. */
  readonly termTime: boolean;
  /** What a public holiday leaves of that chance. */
  readonly holidayFactor: number;
  /** How long the need lasts: a beta distribution of the weekly chance that it ends. */
  readonly life: { readonly alpha: number; readonly beta: number };
  /** Sessions beyond the first of an active day, mean. */
  readonly moreSessions: number;
  /** Projects created in a session, mean over users; creators are heavy-tailed around it. */
  readonly projectsPerSession: number;
  /** Chance that a project touched in a session is exported. */
  readonly exportRate: number;
  /** Chance to start a trial on a day with an export. */
  readonly trialRate: number;
  /** Share of the established users who pay on the first day. */
  readonly establishedPayingRate: number;
  /** Share of trials that are for a team. */
  readonly teamRate: number;
}

/** Days of each year on which people need the product more, such as the weeks before Christmas. */
export interface Occasion {
  readonly name: string;
  /** First and last day of it, in every year; one that ends before it begins reaches into the next year. */
  readonly from: MonthDay;
  readonly to: MonthDay;
  /** Multiplier of the chance of an active day. */
  readonly factor: number;
  /** Whom it concerns; empty = everybody. */
  readonly personas: readonly string[];
}

/** A day of any year. */
export interface MonthDay {
  readonly month: number;
  readonly dayOfMonth: number;
}

/** Shares of event rows (0–1) that are spoilt in each way, and of users who are. */
export interface Dirt {
  readonly duplicateRate: number;
  readonly conflictRate: number;
  readonly lateRate: number;
  readonly skewRate: number;
  readonly missingRate: number;
  /** Robots per user: each acts a hundred times as often as a person on its few days. */
  readonly botRate: number;
  /** Share of users who act under a second id until they are recognised, and of those whose alias is never told. */
  readonly splitRate: number;
  readonly lostAliasRate: number;
}
