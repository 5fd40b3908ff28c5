import type { Instant } from "../../schema/date.ts";
import type { Booked } from "./booked.ts";
import type { CancelRequest } from "./cancel-requests.ts";
import type { PaidSpan } from "./paid-spans.ts";

/** What of one customer's yearly ARR came up for renewal until `end`, and what of it was to be cancelled. */
export function renewalsBooked(
  spans: readonly PaidSpan[],
  requests: readonly CancelRequest[],
  end: Instant,
): readonly Booked[] {
  return spans.flatMap(({ version, from, to, amount }): readonly Booked[] => {
    const at = version.termEndsAt;
    if (version.terms.interval !== "year" || at === null || at <= from || at > (to ?? Infinity) || at >= end) return [];
    const due = { at, name: "renewal_arr", amount, of: version, other: null };
    const isPending = requests.some(
      ({ subscription, requestedAt, settledAt }) =>
        subscription === version.subscription && requestedAt < at && at <= (settledAt ?? Infinity),
    );
    return isPending ? [due, { ...due, name: "renewal_pending_cancel_arr" }] : [due];
  });
}
