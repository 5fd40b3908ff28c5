import type { Timezone } from "../../schema/timezone.ts";
import type { PayingPolicy } from "../arr-span.ts";
import { type Ending, endingsOf } from "./endings.ts";
import { type HeldPlan, heldPlans } from "./held-plans.ts";
import { type Movement, movementsOf } from "./movements.ts";
import { payingSpans, type PayingSpan } from "./paying-spans.ts";
import type { ToldVersion } from "./told-version.ts";

/** The ledger of some customers. */
export interface CustomerLedger {
  readonly spans: readonly PayingSpan[];
  readonly movements: Readonly<Record<"list" | "net", readonly Movement[]>>;
  readonly endings: readonly Ending[];
  readonly plans: readonly HeldPlan[];
}

/**
 * What the definitions of `arr_span`, `arr_movement`, `subscription_end` and `user_plan` make of the `versions` of one
 * customer (or of several who share subscriptions), by subscription and start: the same rows, without sorting everybody's.
 */
export function customerLedger(versions: readonly ToldVersion[], policy: PayingPolicy, zone: Timezone): CustomerLedger {
  const spans = payingSpans(versions, policy, zone);
  return {
    spans,
    movements: { list: movementsOf(spans, "list"), net: movementsOf(spans, "net") },
    endings: endingsOf(versions, spans, zone),
    plans: heldPlans(spans),
  };
}

/** When the subscription of each span pays again for the first time after it; Infinity where it does not. */
export function backAt(spans: readonly PayingSpan[], place: number): number {
  const version = spans[place]?.version;
  for (let i = place + 1; i < spans.length; i++) {
    const span = spans[i];
    if (span === undefined || span.version.subscription !== version?.subscription) return Infinity;
    if (span.version.user === version.user && span.version.currency === version.currency) return span.from;
  }
  return Infinity;
}
