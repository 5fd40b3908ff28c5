import type { Instant } from "../../schema/date.ts";
import type { Timezone } from "../../schema/timezone.ts";
import type { Version } from "../billing/versions.ts";
import type { Booked } from "./booked.ts";
import { type Amount, isWithinADay, type PaidSpan } from "./paid-spans.ts";

/** The kinds of movements, and the ends that are told beside them. */
export const movementNames = [
  "new",
  "expansion",
  "reactivation",
  "resume",
  "switch_in",
  "contraction",
  "churn",
  "pause",
  "switch_out",
  "discount_change",
  "cancel_arr",
  "cancel_arr_monthly",
  "cancel_arr_yearly",
  "churn_at_cancel",
  "contraction_by_cancel",
] as const;
export type MovementName = (typeof movementNames)[number];

/** A movement of one customer's ARR; all amounts ≥ 0 but those of discount_change. */
export type Movement = Booked<MovementName>;

/** The movements of one customer, from their spans in order. */
export function movementsOf(spans: readonly PaidSpan[]): readonly Movement[] {
  return spans.flatMap((span, i) => {
    const [before, { from, to, amount, version }] = [spans[i - 1], span];
    const plain = { at: from, amount, of: version, other: null };
    const begins: readonly Movement[] =
      before === undefined
        ? [{ ...plain, name: "new" }]
        : before.goesOn
          ? carried(before, span)
          : [{ ...plain, name: before.pauses ? "resume" : "reactivation" }];
    if (span.goesOn || to === null) return begins;
    return [...begins, { ...plain, at: to, name: span.pauses ? "pause" : "churn" }];
  });
}

/** One span takes over from another: what both have is carried over, and the rest is gained or lost. */
function carried(before: PaidSpan, after: PaidSpan): readonly Movement[] {
  const isSame = before.version.subscription === after.version.subscription;
  // A new subscription is taken as it is; in the same one a discount that changes is told apart from the price.
  const terms = isSame ? after.underOldDiscount : after.amount;
  const both = combined(before.amount, terms, Math.min);
  const [at, old, now] = [after.from, before.version, after.version];
  return [
    { at, name: "switch_out", amount: both, of: old, other: now },
    { at, name: "switch_in", amount: both, of: now, other: old },
    { at, name: "expansion", amount: combined(terms, both, less), of: now, other: null },
    { at, name: "contraction", amount: combined(before.amount, both, less), of: old, other: null },
    { at, name: "discount_change", amount: combined(after.amount, terms, less), of: now, other: null },
  ];
}

function less(a: number, b: number): number {
  return a - b;
}

function combined(a: Amount, b: Amount, how: (a: number, b: number) => number): Amount {
  return { list: how(a.list, b.list), net: how(a.net, b.net) };
}

/** What the subscriptions of one customer that ended, and were not replaced, had standing until then. */
export function cancelsOf(
  versions: readonly Version[],
  spans: readonly PaidSpan[],
  { zone, end }: { readonly zone: Timezone; readonly end: Instant },
): readonly Movement[] {
  const live = versions.filter(({ status }) => status !== "ended");
  return live.flatMap((version, i) => {
    const { validTo: at, subscription } = version;
    const next = live[i + 1];
    if (at === null || at >= end || next?.subscription === subscription) return [];
    if (next !== undefined && isWithinADay(at, next.validFrom, zone)) return [];
    const span = spans.find((one) => one.version === version && one.paidTo === at);
    if (span === undefined) return [];
    const ended = { at, amount: span.amount, of: version, other: null };
    const byInterval = version.terms.interval === "month" ? "cancel_arr_monthly" : "cancel_arr_yearly";
    const isBeside = spans.some((one) => one !== span && one.from <= at && (one.to === null || one.to > at));
    return [
      { ...ended, name: "cancel_arr" },
      { ...ended, name: byInterval },
      { ...ended, name: isBeside ? "contraction_by_cancel" : "churn_at_cancel" },
    ];
  });
}
