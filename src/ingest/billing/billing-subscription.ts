import type { Instant } from "../../schema/date.ts";

/** What one invoice of a subscription is made of, since an instant. */
export interface Terms {
  readonly from: Instant;
  readonly plan: string | null;
  readonly interval: "week" | "month" | "year";
  readonly intervalCount: number;
  readonly quantity: number;
  readonly unitPriceMinor: number;
  readonly currency: string;
}

/** A discount on each invoice in [from, to); null = for ever. */
export interface Discount {
  readonly from: Instant;
  readonly to: Instant | null;
  readonly minor: number;
  readonly basisPoints: number;
}

/** Since when a subscription has which status, trials apart. */
export interface StatusSince {
  readonly from: Instant;
  readonly status: "active" | "past_due" | "paused" | "ended";
}

/** A wish to cancel, as long as it stands. */
export interface Cancellation {
  readonly from: Instant;
  /** Until when it stood, where it was withdrawn; null = it still does. */
  readonly to: Instant | null;
  readonly reason: string | null;
  readonly type: "voluntary" | "involuntary" | null;
}

/** One subscription as a billing system knows it, whichever system that is. */
export interface BillingSubscription {
  readonly id: string;
  readonly customer: string;
  readonly start: Instant;
  /** When it ended; null while it stands. */
  readonly end: Instant | null;
  readonly trial: { readonly start: Instant; readonly end: Instant } | null;
  readonly statuses: readonly StatusSince[];
  readonly terms: readonly Terms[];
  readonly discounts: readonly Discount[];
  readonly cancellations: readonly Cancellation[];
  /** Why it ended, where that is known; null while it stands. */
  readonly ending: Pick<Cancellation, "reason" | "type"> | null;
  /** Since when the paid term at hand ends at which instant; null where it is not known. */
  readonly termEnds: readonly { readonly from: Instant; readonly at: Instant | null }[];
  readonly country: string | null;
  readonly receivedAt: Instant | null;
}
