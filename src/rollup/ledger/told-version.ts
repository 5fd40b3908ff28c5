/** States of a version that the ledger tells apart, each as the number that stands for it. */
export const statusNumbers = { other: 0, active: 1, past_due: 2, paused: 3, ended: 4 } as const;

/** One version of a subscription in numbers; instants in µs UTC, amounts in minor units. */
export interface ToldVersion {
  /** Which row of `subscription` it is. */
  readonly row: number;
  /** Number of the subscription; a greater id has the greater number among those of one customer. */
  readonly subscription: number;
  readonly user: number;
  readonly currency: number;
  /** Number of its plan, billing interval, country and platform together. */
  readonly slice: number;
  readonly from: number;
  /** Infinity while it stands. */
  readonly to: number;
  readonly status: number;
  /** Whether one unit of it costs something. */
  readonly isPriced: boolean;
  /** What one invoice comes to before discounts. */
  readonly list: number;
  readonly discount: number;
  readonly basisPoints: number;
  /** Billing intervals in a year: 52, 12 or 1. */
  readonly intervalsPerYear: number;
  readonly intervalCount: number;
  /** Length of its term, where that is a year or longer; else 0. */
  readonly termMonths: number;
  /** NaN where there was no trial. */
  readonly trialEndsAt: number;
  /** NaN where nobody asked to cancel. */
  readonly cancelRequestedAt: number;
}
