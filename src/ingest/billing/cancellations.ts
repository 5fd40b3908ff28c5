import type { Instant } from "../../schema/date.ts";
import type { Cancellation } from "./billing-subscription.ts";

/** What a subscription says of its end from an instant on; `asked` is null where nobody has asked to cancel it. */
export interface Wish extends Pick<Cancellation, "reason" | "type"> {
  readonly from: Instant;
  readonly asked: Instant | null;
}

/**
 * Wishes to cancel, by the time of asking, of what a subscription that began at `start` said one after another; one that
 * is said no more was withdrawn then.
 */
export function cancellationsOf(wishes: readonly Wish[], start: Instant): readonly Cancellation[] {
  return wishes.flatMap(({ asked, reason, type }, index): readonly Cancellation[] => {
    const next = wishes[index + 1];
    if (asked === null || next?.asked === asked) return [];
    return [{ from: Math.max(asked, start), to: next?.asked === null ? next.from : null, reason, type }];
  });
}
