import { microsPerUtcDay } from "../../schema/date.ts";
import type { Timezone } from "../../schema/timezone.ts";
import { localTimeOf, type PayingSpan } from "./paying-spans.ts";
import { statusNumbers, type ToldVersion } from "./told-version.ts";

/** A subscription that ended and was not replaced. */
export interface Ending {
  /** The version that stopped. */
  readonly version: ToldVersion;
  /** The version that tells why: the end that follows it, or itself. */
  readonly told: ToldVersion;
  /** What stood in the instant before; 0 where it did not pay. */
  readonly list: number;
  readonly net: number;
}

/** The endings of one customer's subscriptions: what `subscriptionEndQuery` says. `versions` are by subscription and start. */
export function endingsOf(
  versions: readonly ToldVersion[],
  spans: readonly PayingSpan[],
  zone: Timezone,
): readonly Ending[] {
  const endings: Ending[] = [];
  let span = spans.length - 1;
  let nextLive: ToldVersion | undefined;
  // From the last to the first, so that what follows is known.
  for (let i = versions.length - 1; i >= 0; i--) {
    const version = versions[i];
    if (version === undefined || version.status === statusNumbers.ended) continue;
    const next = nextLive?.subscription === version.subscription ? nextLive : undefined;
    nextLive = version;
    if (version.to === Infinity) continue;
    if (next !== undefined && localTimeOf(zone, next.from) < localTimeOf(zone, version.to) + microsPerUtcDay) continue;
    while (isAfter(spans[span], version)) span -= 1;
    const last = stoppedAt(spans, span, version);
    if (last?.endsBy === "replacement") continue;
    const after = versions[i + 1];
    const isTold = after?.subscription === version.subscription && after.status === statusNumbers.ended;
    endings.push({ version, told: isTold ? after : version, list: last?.list ?? 0, net: last?.net ?? 0 });
  }
  return endings;
}

/** Whether a span is of a later subscription, or begins when the version has stopped. */
function isAfter(span: PayingSpan | undefined, { subscription, to }: ToldVersion): boolean {
  if (span === undefined) return false;
  return span.version.subscription > subscription || (span.version.subscription === subscription && span.from >= to);
}

/** The span of the version's subscription that was paid until the version stopped, and ends for good. */
function stoppedAt(
  spans: readonly PayingSpan[],
  latest: number,
  { subscription, to }: ToldVersion,
): PayingSpan | undefined {
  for (let i = latest; i >= 0; i--) {
    const span = spans[i];
    if (span === undefined || span.version.subscription !== subscription) return undefined;
    if (span.paidTo === to && span.endsBy !== "") return span;
  }
  return undefined;
}
