import { type Instant, microsPerUtcDay } from "../../schema/date.ts";
import type { Version } from "../billing/versions.ts";
import type { Booked } from "./booked.ts";
import type { PaidSpan } from "./paid-spans.ts";

/** Time within which a trial has to become paying. */
const windowMicros = 30 * microsPerUtcDay;

/** One customer's trials whose window has passed at `end` (one, `trial_conversion denominator`), and which of them paid. */
export function trialsBooked(
  versions: readonly Version[],
  spans: readonly PaidSpan[],
  end: Instant,
): readonly Booked[] {
  return versions.flatMap((version, i): readonly Booked[] => {
    const { status, subscription, validFrom: at } = version;
    const isFirst = versions.findIndex((one) => one.subscription === subscription && one.status === status) === i;
    if (status !== "trialing" || !isFirst || at + windowMicros > end) return [];
    const started = { at, name: "trial_conversion denominator", amount: { list: 1, net: 1 }, of: version, other: null };
    const pays = spans.find((span) => span.version.subscription === subscription && span.from >= at);
    const isPaying = pays !== undefined && pays.from <= at + windowMicros;
    return isPaying ? [started, { ...started, name: "trial_conversion numerator" }] : [started];
  });
}
