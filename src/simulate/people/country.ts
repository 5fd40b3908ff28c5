/** Where people live, and by which clocks and holidays. */
export interface Country {
  readonly code: string;
  readonly share: number;
  /** Whether the school year begins half a year apart. */
  readonly isSouthern: boolean;
  readonly clocks: readonly Clock[];
  readonly holidays: readonly Holiday[];
}

/** A timezone of a country, by rule rather than by database, so that every release of Node has the same. */
export interface Clock {
  readonly share: number;
  /** Standard time, minutes ahead of UTC; whole half hours. */
  readonly utcOffsetMinutes: number;
  /** Whose rule moves it an hour forward in summer. */
  readonly summerTime: SummerTime;
}

/** The rules of summer time: of the European Union, of the United States, of south-eastern Australia, none. */
export const summerTimes = ["none", "eu", "us", "au"] as const;
export type SummerTime = (typeof summerTimes)[number];

/** A public holiday: a fixed date, the n-th weekday of a month (−1 = the last), or days after Easter Sunday. */
export type Holiday =
  | { readonly kind: "date"; readonly month: number; readonly dayOfMonth: number }
  | { readonly kind: "weekday"; readonly month: number; readonly weekday: number; readonly nth: number }
  | { readonly kind: "easter"; readonly days: number };
