import type { Instant } from "../../schema/date.ts";
import type { Version } from "../billing/versions.ts";
import type { Booked } from "./booked.ts";
import { type PaidSpan, spanBefore } from "./paid-spans.ts";

/** A request to cancel one subscription. */
export interface CancelRequest {
  readonly subscription: number;
  readonly requestedAt: Instant;
  /** When it was withdrawn; null where it was not. */
  readonly withdrawnAt: Instant | null;
  /** When it was withdrawn or came into effect; null while it is pending. */
  readonly settledAt: Instant | null;
}

/** The requests that one customer made, from their `versions` in order. */
export function cancelRequests(versions: readonly Version[]): readonly CancelRequest[] {
  const requests: CancelRequest[] = [];
  const isAsked = (version: Version | undefined): boolean => (version?.cancellation?.requestedAt ?? null) !== null;
  for (const [i, version] of versions.entries()) {
    const before = versions[i - 1];
    const isOpen = before?.subscription === version.subscription && isAsked(before);
    // Who ends a subscription at once is told as ended only.
    if (isOpen || !isAsked(version)) continue;
    const rest = versions.slice(i).filter(({ subscription }) => subscription === version.subscription);
    const settling = rest.find((one) => one.status === "ended" || !isAsked(one));
    const withdrawnAt = settling === undefined || settling.status === "ended" ? null : settling.validFrom;
    requests.push({
      subscription: version.subscription,
      requestedAt: version.cancellation?.requestedAt ?? version.validFrom,
      withdrawnAt,
      settledAt: settling?.validFrom ?? rest.at(-1)?.validTo ?? null,
    });
  }
  return requests;
}

/** Requests made, withdrawn and pending, in what stood in the instant before. */
export function requestsBooked(requests: readonly CancelRequest[], spans: readonly PaidSpan[]): readonly Booked[] {
  return requests.flatMap(({ subscription, requestedAt, withdrawnAt, settledAt }) => {
    const own = spans.filter(({ version }) => version.subscription === subscription);
    const stood = (at: Instant | null, name: string): readonly Booked[] => {
      const span = at === null ? null : spanBefore(own, at);
      if (at === null || span === null) return [];
      return [{ at, name, amount: span.amount, of: span.version, other: null }];
    };
    const pending = own.flatMap(({ from, to, amount, version }): readonly Booked[] => {
      const [begin, end] = [Math.max(from, requestedAt), Math.min(to ?? Infinity, settledAt ?? Infinity)];
      if (begin >= end) return [];
      const one = { name: "pending_cancel_arr", of: version, other: null };
      const { list, net } = amount;
      const opened = { ...one, at: begin, amount };
      return end === Infinity ? [opened] : [opened, { ...one, at: end, amount: { list: -list, net: -net } }];
    });
    return [...stood(requestedAt, "cancel_requested_arr"), ...stood(withdrawnAt, "saved_arr"), ...pending];
  });
}
