import type { BillingRecord } from "./billing-record.ts";
import type { BillingSubscription } from "./billing-subscription.ts";

/** What became of one record of a billing export; records without an outcome were used. */
export interface BillingOutcome {
  readonly reason: string;
  readonly column: string | null;
  /** True where it was left out on purpose: no recurring revenue, or no part of subscriptions. */
  readonly isDropped: boolean;
}

/** What a vendor's export says. */
export interface BillingContent {
  readonly subscriptions: readonly BillingSubscription[];
  readonly outcomes: ReadonlyMap<BillingRecord, BillingOutcome>;
}

/** How a vendor's export is read. */
export interface BillingOptions {
  /** `forever` leaves discounts with an end out. */
  readonly discounts: "all" | "forever";
}

/** Makes subscriptions of all records of an export. */
export type ReadBilling = (records: readonly BillingRecord[], options: BillingOptions) => BillingContent;
