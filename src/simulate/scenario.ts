/** A scenario: what a company is like, in plain numbers. Rates and shares are 0–1; shares need not add up to 1. */
export interface Scenario {
  readonly name: string;
  readonly title: string;
  readonly growth: Growth;
  readonly personas: readonly Persona[];
  readonly countries: readonly Country[];
  readonly platforms: readonly { readonly name: string; readonly share: number }[];
  /** Share of users who also use a second platform. */
  readonly secondPlatformRate: number;
  /** Chance that a user spends a given week in another country. */
  readonly tripRate: number;
  /** Weight of each local hour, 0 … 23, for the start of a session. */
  readonly hours: readonly number[];
  /** Multiplier of the chance to come back, by days since sign-up; 1 from the end of the list on. */
  readonly tenure: readonly number[];
  readonly billing: Billing;
}

/** How people arrive. */
export interface Growth {
  /** Share of all users who are there already on the first day. */
  readonly establishedShare: number;
  /** Growth of arrivals from one month (30 days) to the next. */
  readonly monthlyRate: number;
  /** Weight of each weekday, Monday first, for arrivals. */
  readonly weekdays: readonly number[];
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

/** Where people live. */
export interface Country {
  readonly code: string;
  readonly share: number;
  /** Standard time there, minutes ahead of UTC; daylight saving is not modelled for users. */
  readonly utcOffsetMinutes: number;
}

/** What is sold and how customers behave. Rates named per review are drawn once per paid term. */
export interface Billing {
  readonly currency: string;
  readonly plans: { readonly pro: Plan; readonly team: Plan };
  readonly trials: readonly { readonly days: number; readonly share: number }[];
  /** Chance that a trial becomes paying, for those seen in its last ten days and for the others. */
  readonly conversionRate: ByEngagement;
  readonly yearlyShare: number;
  readonly offers: readonly Offer[];
  readonly cancelRate: { readonly month: ByEngagement; readonly year: ByEngagement };
  /** Weights of the reasons that engaged customers give; the others' need has ended. */
  readonly reasons: readonly { readonly name: string; readonly share: number }[];
  readonly withdrawRate: number;
  readonly upgradeRate: number;
  readonly downgradeRate: number;
  readonly moreSeatsRate: number;
  readonly fewerSeatsRate: number;
  /** Chance, at the end of a term, of going on with the other billing interval. */
  readonly switchRate: { readonly month: number; readonly year: number };
  /** Chance that a renewal's payment fails, and how failures end. */
  readonly failureRate: number;
  readonly failureOutcomes: {
    readonly recovered: number;
    readonly endedInGrace: number;
    readonly endedAfterGrace: number;
    readonly recoveredLate: number;
  };
  readonly winBackRate: number;
}

/** Chances of those who were active lately and of those who were not. */
export interface ByEngagement {
  readonly engaged: number;
  readonly idle: number;
}

/** What one plan costs, and how many seats a first purchase of it has. */
export interface Plan {
  /** List price of one seat for one period, in minor units. */
  readonly monthMinor: number;
  readonly yearMinor: number;
  readonly seats: { readonly from: number; readonly to: number };
}

/** A discount that comes with a first payment; `terms` null = for ever. */
export interface Offer {
  readonly share: number;
  readonly discountMinor: number;
  readonly discountBasisPoints: number;
  readonly terms: number | null;
}
