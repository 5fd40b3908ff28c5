import { subscription } from "../schema/tables/subscription.ts";
import { countryOf } from "./country.ts";
import type { ImportShape } from "./import-shape.ts";
import {
  integerBetween,
  oneOf,
  readAmount,
  readCurrency,
  readDimension,
  readInstant,
  readText,
  type Target,
  viewDimension,
  viewInstant,
  viewText,
} from "./target.ts";

const instant = { read: readInstant, readView: viewInstant, unreadable: "not an instant" } as const;
const text = { read: readText, readView: viewText, unreadable: null } as const;
const dimension = { read: readDimension, readView: viewDimension, unreadable: null } as const;
const amount = { read: readAmount, unreadable: "not an amount" } as const;
const minorAmount = { read: integerBetween(0, Number.MAX_SAFE_INTEGER), unreadable: "not an amount" } as const;

const intervals = oneOf({
  week: "week",
  weekly: "week",
  month: "month",
  monthly: "month",
  year: "year",
  yearly: "year",
  annual: "year",
  annually: "year",
});
const statuses = oneOf({
  trialing: "trialing",
  active: "active",
  past_due: "past_due",
  paused: "paused",
  ended: "ended",
});
const cancelTypes = oneOf({ voluntary: "voluntary", involuntary: "involuntary" });

const targets: readonly Target[] = [
  { name: "currency", column: "currency", read: readCurrency, unreadable: "not a currency" },
  { name: "subscription_id", column: "subscription_id", ...text, missing: "no subscription" },
  { name: "user_id", column: "user_id", ...text, missing: "no user" },
  { name: "valid_from", column: "valid_from", ...instant, missing: "no instant" },
  { name: "valid_to", column: "valid_to", ...instant },
  { name: "plan", column: "plan", ...dimension },
  {
    name: "billing_interval",
    column: "billing_interval",
    read: intervals,
    unreadable: "not a billing interval",
    missing: "no billing interval",
  },
  {
    name: "billing_interval_count",
    column: "billing_interval_count",
    read: integerBetween(1, 1_200),
    unreadable: "not a whole number from 1 to 1200",
    fallback: 1,
  },
  {
    name: "quantity",
    column: "quantity",
    read: integerBetween(0, Number.MAX_SAFE_INTEGER),
    unreadable: "not a whole number",
    fallback: 1,
  },
  { name: "unit_price", column: "unit_price_minor", ...amount, missing: "no price" },
  { name: "unit_price_minor", column: "unit_price_minor", ...minorAmount, missing: "no price" },
  { name: "discount", column: "discount_minor", ...amount, fallback: 0 },
  { name: "discount_minor", column: "discount_minor", ...minorAmount, fallback: 0 },
  {
    name: "discount_basis_points",
    column: "discount_basis_points",
    read: integerBetween(0, 10_000),
    unreadable: "not basis points from 0 to 10000",
    fallback: 0,
  },
  { name: "status", column: "status", read: statuses, unreadable: "not a status", fallback: "active" },
  { name: "term_ends_at", column: "term_ends_at", ...instant },
  { name: "trial_ends_at", column: "trial_ends_at", ...instant },
  { name: "cancel_requested_at", column: "cancel_requested_at", ...instant },
  { name: "cancel_reason", column: "cancel_reason", ...dimension },
  { name: "cancel_type", column: "cancel_type", read: cancelTypes, unreadable: "neither voluntary nor involuntary" },
  { name: "country", column: "country", read: (name) => countryOf(name) ?? undefined, unreadable: null },
  { name: "platform", column: "platform", ...dimension },
  { name: "received_at", column: "received_at", ...instant },
];

/** Greatest invoice, in minor units, whose ARR and its rounding stay exact in 64 bits and in JSON numbers. */
const mostInvoiceMinor = 1e13;

/**
 * Subscription versions. What is not mapped: one unit, one interval an invoice, active, no discount, the workspace's
 * currency. The currency stands first among the targets because prices are read in it.
 */
export const subscriptionShape: ImportShape = {
  kind: "subscriptions",
  table: subscription,
  targets,
  required: ["subscription_id", "user_id", "valid_from", "billing_interval", "unit_price_minor"],
  timeColumn: "valid_from",
  check(value) {
    if (Number(value("unit_price_minor")) * Number(value("quantity")) > mostInvoiceMinor) {
      return { column: "quantity", reason: "more money than can be counted exactly" };
    }
    const validTo = value("valid_to");
    if (validTo === null || Number(validTo) > Number(value("valid_from"))) return null;
    return { column: "valid_to", reason: "ends before it begins" };
  },
};
