import { microsPerSecond, microsPerUtcDay } from "../../schema/date.ts";
import { offsetAt, type Timezone } from "../../schema/timezone.ts";
import type { PayingPolicy } from "../arr-span.ts";
import { annual, netInvoice } from "./invoice.ts";
import { replaceStretches, type Stretch } from "./replacements.ts";
import { statusNumbers, type ToldVersion } from "./told-version.ts";

/** How paying stops; empty where another span of the subscription follows at once, or none has to. */
export type EndsBy = "" | "end" | "pause" | "replacement";

/** What one subscription adds to standing ARR during [from, to); Infinity while it stands. */
export interface PayingSpan {
  readonly version: ToldVersion;
  readonly from: number;
  readonly to: number;
  /** Its end before a short gap or a replacement moved it. */
  readonly paidTo: number;
  readonly endsBy: EndsBy;
  readonly list: number;
  readonly net: number;
  /** The net amount under the discount of the paying version before. */
  readonly netTerms: number;
  /** Since when the stretch is billed by a term of this length. */
  readonly billedSoSince: number;
}

/** A version that pays, before gaps and replacements are seen to. */
interface PayingVersion {
  readonly version: ToldVersion;
  readonly from: number;
  readonly paidTo: number;
  readonly stopsBy: EndsBy;
}

/**
 * The spans during which subscriptions of one customer pay, by subscription and time: what `arrSpanQuery` says, one
 * customer at a time. `versions` are all of theirs, by subscription and start.
 */
export function payingSpans(versions: readonly ToldVersion[], policy: PayingPolicy, zone: Timezone): PayingSpan[] {
  const paying = payingVersions(versions, policy);
  const stretches = stretchesOf(paying, zone);
  replaceStretches(stretches);
  return stretches.flatMap((stretch) => spansOf(stretch, policy));
}

/** Local wall-clock time of an instant, in µs. */
export function localTimeOf(zone: Timezone, instant: number): number {
  return instant + offsetAt(zone, instant) * microsPerSecond;
}

function payingVersions(versions: readonly ToldVersion[], policy: PayingPolicy): PayingVersion[] {
  const paying: PayingVersion[] = [];
  let inStatusSince = 0;
  for (const [i, version] of versions.entries()) {
    const [before, after] = [versions[i - 1], versions[i + 1]];
    const isSame =
      before?.subscription === version.subscription && before.status === version.status && before.to === version.from;
    if (!isSame) inStatusSince = version.from;
    const next = after?.subscription === version.subscription ? after : undefined;
    const found = payingVersion(version, { next, inStatusSince, policy });
    if (found !== null) paying.push(found);
  }
  return paying;
}

interface Surroundings {
  readonly next: ToldVersion | undefined;
  /** Since when the subscription is in the version's state. */
  readonly inStatusSince: number;
  readonly policy: PayingPolicy;
}

function payingVersion(version: ToldVersion, { next, inStatusSince, policy }: Surroundings): PayingVersion | null {
  const { status, list, trialEndsAt } = version;
  const isPastDue = status === statusNumbers.past_due;
  const counts =
    status === statusNumbers.active || isPastDue || (policy.pause === "counts" && status === statusNumbers.paused);
  if (!counts || !version.isPriced || netInvoice(list, version) <= 0) return null;
  const isOnTrial = status === statusNumbers.active && trialEndsAt > version.from;
  const from = isOnTrial ? trialEndsAt : version.from;
  const graceEnd = inStatusSince + (policy.graceDays ?? Infinity) * microsPerUtcDay;
  const isPastGrace = isPastDue && version.to > graceEnd;
  const requestedAt = policy.churn === "requested" ? requestOf(version, next) : NaN;
  const ownEnd = isPastGrace ? graceEnd : version.to;
  const paidTo = requestedAt < ownEnd ? requestedAt : ownEnd;
  if (from >= paidTo) return null;
  const isPaused = next?.from === version.to && next.status === statusNumbers.paused;
  const isApart = policy.pause === undefined || policy.pause === "apart";
  const pauses = isPaused && isApart && !isPastGrace && Number.isNaN(requestedAt);
  return { version, from, paidTo, stopsBy: pauses ? "pause" : "end" };
}

/** When cancelling was asked for, told by the version or by the end that follows it. */
function requestOf(version: ToldVersion, next: ToldVersion | undefined): number {
  if (!Number.isNaN(version.cancelRequestedAt)) return version.cancelRequestedAt;
  return next?.status === statusNumbers.ended ? next.cancelRequestedAt : NaN;
}

/** A stretch with the versions in it. */
interface PaidStretch extends Stretch {
  /** The paying version before the stretch's first, whose discount its terms are told by. */
  readonly before: ToldVersion | undefined;
  readonly members: PayingVersion[];
}

/** Runs of paying versions of one customer's subscription, gaps of less than a local day bridged. */
function stretchesOf(paying: readonly PayingVersion[], zone: Timezone): PaidStretch[] {
  const stretches: PaidStretch[] = [];
  let last: PaidStretch | undefined;
  let lastLocal = Infinity;
  for (const [i, member] of paying.entries()) {
    const { version, from, paidTo } = member;
    const localStart = localTimeOf(zone, from);
    const localEnd = localTimeOf(zone, paidTo);
    const before = paying[i - 1]?.version;
    const isSame = before?.subscription === version.subscription;
    const isOfSameCustomer = isSame && before?.user === version.user && before.currency === version.currency;
    if (last !== undefined && isOfSameCustomer && lastLocal + microsPerUtcDay > localStart && lastLocal !== Infinity) {
      // Where clocks go back, what begins or ends later may do so at an earlier time of day.
      last.localStart = Math.min(last.localStart, localStart);
      last.endsAt = paidTo;
      last.localEnd = Math.max(last.localEnd, localEnd);
      last.members.push(member);
      lastLocal = localEnd;
      continue;
    }
    lastLocal = localEnd;
    last = {
      subscription: version.subscription,
      user: version.user,
      currency: version.currency,
      isFirst: !isSame,
      startsAt: from,
      localStart,
      endsAt: paidTo,
      localEnd,
      replacedAt: null,
      before: isSame ? before : undefined,
      members: [member],
    };
    stretches.push(last);
  }
  return stretches;
}

/** The spans of a stretch; where it was replaced it stops there, and what would follow is left out. */
function spansOf({ members, replacedAt, endsAt, before }: PaidStretch, policy: PayingPolicy): PayingSpan[] {
  const billed = new Map<number, number>();
  const spans: PayingSpan[] = [];
  for (const [i, { version, from, paidTo, stopsBy }] of members.entries()) {
    const next = members[i + 1];
    const bridgedTo = next?.from ?? paidTo;
    const isReplaced = replacedAt !== null && (replacedAt <= bridgedTo || next === undefined);
    if (!billed.has(version.termMonths)) billed.set(version.termMonths, from);
    const to = isReplaced ? replacedAt : bridgedTo;
    if (from >= to) continue;
    const terms = policy.discountChange === "expansion" ? version : (members[i - 1]?.version ?? before ?? version);
    const stops = next === undefined && paidTo !== Infinity ? stopsBy : "";
    spans.push({
      version,
      from,
      to,
      paidTo: isReplaced ? endsAt : paidTo,
      endsBy: isReplaced ? "replacement" : stops,
      list: annual(version.list, version),
      net: annual(netInvoice(version.list, version), version),
      netTerms: annual(netInvoice(version.list, terms), version),
      billedSoSince: billed.get(version.termMonths) ?? from,
    });
  }
  return spans;
}
