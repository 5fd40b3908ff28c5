import { civilOf, dayOf, type Instant, microsPerUtcDay } from "../../schema/date.ts";
import type { Discount } from "./billing-subscription.ts";
import { basisPointsOf, BillingFault, type Fields, instantOf, objectOf, textOf, wholeOf } from "./billing-record.ts";
import { stripeMinor } from "./stripe-money.ts";

/** What a discount is read with. */
export interface DiscountContext {
  readonly coupons: ReadonlyMap<string, Fields>;
  readonly start: Instant;
  readonly currency: string;
  /** Length of one invoice, for what counts once. */
  readonly interval: { readonly interval: "week" | "month" | "year"; readonly intervalCount: number };
  /** `forever` leaves out what has an end, as Stripe's own MRR does. */
  readonly which: "all" | "forever";
}

/**
 * A discount of Stripe as long as it holds: one with the duration `once` for the invoice it begins with, `repeating` for
 * its months. @throws BillingFault where its coupon is not in the export or cannot be read.
 */
export function stripeDiscount(discount: Fields, context: DiscountContext): Discount | null {
  const id = textOf(discount, "coupon.id", "source.coupon", "coupon_id", "coupon");
  const coupon = objectOf(discount, "coupon") ?? context.coupons.get(id) ?? null;
  if (coupon === null) throw new BillingFault("its coupon is not in the export", { column: "coupon" });
  const duration = textOf(coupon, "duration");
  if (context.which === "forever" && duration !== "forever") return null;
  const from = Math.max(instantOf(discount, "start") ?? context.start, context.start);
  const to = instantOf(discount, "end") ?? endOf(coupon, duration, { ...context, from });
  if (to !== null && to <= from) return null;
  const percent = textOf(coupon, "percent_off", "percent_off_precise");
  if (percent !== "") return { from, to, minor: 0, basisPoints: basisPointsOf(percent, "percent_off") };
  const currency = textOf(coupon, "currency").toUpperCase();
  // An amount off in another currency takes nothing off.
  if (currency !== "" && currency !== context.currency) return null;
  return { from, to, minor: stripeMinor(textOf(coupon, "amount_off"), context.currency), basisPoints: 0 };
}

function endOf(
  coupon: Fields,
  duration: string,
  { from, interval: { interval, intervalCount } }: DiscountContext & { readonly from: Instant },
): Instant | null {
  if (duration === "repeating") return monthsLater(from, wholeOf(coupon, ["duration_in_months"], 1) ?? 1);
  if (duration !== "once") return null;
  if (interval === "week") return from + 7 * intervalCount * microsPerUtcDay;
  return monthsLater(from, interval === "year" ? 12 * intervalCount : intervalCount);
}

/** The same day and time `months` later in UTC; the last day of a month that has no such day. */
export function monthsLater(from: Instant, months: number): Instant {
  const day = Math.floor(from / microsPerUtcDay);
  const { year, month, dayOfMonth } = civilOf(day);
  const index = year * 12 + (month - 1) + months;
  const [toYear, toMonth] = [Math.floor(index / 12), (index % 12) + 1];
  const next = dayOf(toMonth === 12 ? toYear + 1 : toYear, toMonth === 12 ? 1 : toMonth + 1, 1);
  const last = next - dayOf(toYear, toMonth, 1);
  return dayOf(toYear, toMonth, Math.min(dayOfMonth, last)) * microsPerUtcDay + (from - day * microsPerUtcDay);
}
