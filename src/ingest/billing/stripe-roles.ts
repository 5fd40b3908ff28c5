import { type Fields, objectOf, textOf } from "./billing-record.ts";

/** What a record of a Stripe export is; null where subscriptions have no part in it. */
export type StripeRole = "subscription" | "item" | "price" | "coupon" | "discount" | "customer" | "product";

const roleOfObject: Readonly<Record<string, StripeRole>> = {
  subscription: "subscription",
  subscription_item: "item",
  price: "price",
  plan: "price",
  coupon: "coupon",
  discount: "discount",
  customer: "customer",
  product: "product",
};

/** Columns that tables of connectors and of the dashboard have; the first line that fits says what the record is. */
const marks: readonly (readonly [StripeRole, readonly string[]])[] = [
  ["subscription", ["status", "current_period_start", "current_period_end"]],
  ["subscription", ["status", "start_date", "cancel_at_period_end"]],
  ["discount", ["coupon_id", "start", "end"]],
  ["item", ["subscription_id", "plan_id", "quantity", "created"]],
  ["item", ["subscription_id", "price_id", "quantity", "created"]],
  ["price", ["recurring_interval", "unit_amount"]],
  ["price", ["interval", "interval_count", "amount"]],
  ["coupon", ["percent_off", "amount_off", "duration"]],
  ["customer", ["email", "delinquent"]],
  ["product", ["name", "unit_label"]],
];

/** The role of a record, by the name its object gives itself or by its columns. */
export function stripeRole(fields: Fields): StripeRole | null {
  const object = textOf(fields, "object");
  if (object !== "") return roleOfObject[object] ?? null;
  if ("invoice_id" in fields && !("coupon_id" in fields)) return null;
  return marks.find(([, columns]) => columns.every((name) => name in fields))?.[0] ?? null;
}

/** The subscription that an event of Stripe's event log tells of, with the event's time; other records as they are. */
export function unwrapped(fields: Fields): Fields {
  if (textOf(fields, "object") !== "event") return fields;
  const object = objectOf(fields, "data.object");
  if (object === null) return fields;
  return { ...object, snapshot_at: textOf(fields, "created") };
}
