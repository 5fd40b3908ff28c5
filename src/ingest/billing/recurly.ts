import type { Instant } from "../../schema/date.ts";
import { parseMajor } from "../../schema/money.ts";
import { countryOf } from "../country.ts";
import type { BillingContent, BillingOptions, BillingOutcome, ReadBilling } from "./billing-export.ts";
import {
  basisPointsOf,
  BillingFault,
  type BillingRecord,
  type Fields,
  instantOf,
  intervalOf,
  listOf,
  textOf,
  wholeOf,
} from "./billing-record.ts";
import type { BillingSubscription, Cancellation, Discount, StatusSince, Terms } from "./billing-subscription.ts";
import { cancellationsOf } from "./cancellations.ts";
import { askedToCancel, type Change, recurlyFields, startOf, trialEndOf } from "./recurly-history.ts";
import { termsFrom } from "./versions-of.ts";

/** A record, and what it says under the names that all exports share. */
interface Kept {
  readonly given: BillingRecord;
  readonly fields: Fields;
}

interface Shelf {
  readonly subscriptions: ReadonlyMap<string, readonly Kept[]>;
  readonly plans: ReadonlyMap<string, Fields>;
  readonly accounts: ReadonlyMap<string, Fields>;
  readonly redemptions: readonly Fields[];
  readonly coupons: ReadonlyMap<string, Fields>;
}

/** What a record of a Recurly export is. */
type Role = "subscription" | "plan" | "account" | "redemption" | "coupon";

const marks: readonly (readonly [Role, readonly string[]])[] = [
  ["redemption", ["coupon_id", "account_id"]],
  ["redemption", ["coupon_code", "account_code"]],
  ["subscription", ["state", "activated_at", "unit_amount"]],
  ["subscription", ["state", "activated_at", "quantity"]],
  ["plan", ["interval_unit", "interval_length"]],
  ["plan", ["plan_interval_unit", "plan_interval_length"]],
  ["coupon", ["coupon_type", "discount_type"]],
  ["coupon", ["discount_percent"]],
  ["account", ["code", "email"]],
];
const roleOfObject: Readonly<Record<string, Role>> = {
  subscription: "subscription",
  plan: "plan",
  account: "account",
  coupon_redemption: "redemption",
  coupon: "coupon",
};

/**
 * Recurly's subscriptions: its exports as CSV, objects of its API as JSON, or the tables connectors make of them (where
 * those keep a history, each change is a version); with the plans, accounts, coupons and redemptions of the same export.
 * Amounts are in major units. Source: docs.recurly.com/docs/subscriptions-exports, recurly.com/developers/api.
 */
export const readRecurly: ReadBilling = (records, options): BillingContent => {
  const outcomes = new Map<BillingRecord, BillingOutcome>();
  const shelf = shelve(records, outcomes);
  const subscriptions: BillingSubscription[] = [];
  for (const [id, changes] of shelf.subscriptions) {
    try {
      subscriptions.push(subscriptionOf(id, changes, { shelf, options }));
    } catch (error) {
      if (!(error instanceof BillingFault)) throw error;
      for (const { given } of changes)
        outcomes.set(given, { reason: error.reason, column: error.column, isDropped: error.isDropped });
    }
  }
  return { subscriptions, outcomes };
};

function roleOf(fields: Fields): Role | null {
  const object = textOf(fields, "object");
  if (object !== "" && object in roleOfObject) return roleOfObject[object] ?? null;
  return marks.find(([, columns]) => columns.every((name) => name in fields))?.[0] ?? null;
}

function shelve(records: readonly BillingRecord[], outcomes: Map<BillingRecord, BillingOutcome>): Shelf {
  const subscriptions = new Map<string, Kept[]>();
  const plans = new Map<string, Fields>();
  const accounts = new Map<string, Fields>();
  const coupons = new Map<string, Fields>();
  const redemptions: Fields[] = [];
  for (const given of records) {
    const fields = recurlyFields(given.fields);
    switch (roleOf(fields)) {
      case "subscription": {
        const id = textOf(fields, "uuid", "subscription_uuid", "id");
        if (id === "") outcomes.set(given, { reason: "no subscription", column: "uuid", isDropped: false });
        else subscriptions.set(id, [...(subscriptions.get(id) ?? []), { given, fields }]);
        break;
      }
      case "plan":
        for (const key of [textOf(fields, "id"), textOf(fields, "code", "plan_code")])
          if (key !== "") plans.set(key, fields);
        break;
      case "account":
        for (const key of [textOf(fields, "id"), textOf(fields, "code", "account_code")])
          if (key !== "") accounts.set(key, fields);
        break;
      case "coupon":
        for (const key of [textOf(fields, "id"), textOf(fields, "code", "coupon_code")])
          if (key !== "") coupons.set(key, fields);
        break;
      case "redemption":
        redemptions.push(fields);
        break;
      case null:
        outcomes.set(given, { reason: "no part of subscriptions", column: null, isDropped: true });
    }
  }
  return { subscriptions, plans, accounts, redemptions, coupons };
}

function subscriptionOf(
  id: string,
  changes: readonly Kept[],
  { shelf, options }: { readonly shelf: Shelf; readonly options: BillingOptions },
): BillingSubscription {
  const ordered = changes
    .map(({ fields }) => ({ fields, at: instantOf(fields, "updated_at", "modified_at", "version_started_at") ?? 0 }))
    .toSorted((a, b) => a.at - b.at);
  const now = ordered.at(-1)?.fields ?? {};
  const state = textOf(now, "state", "status").toLowerCase();
  if (/^(future|pending|failed)$/.test(state)) throw new BillingFault(`${state}: never started`, { isDropped: true });
  const start = startOf(ordered);
  if (start === null) throw new BillingFault("no instant", { column: "activated_at" });
  const expires = instantOf(now, "expires_at", "expired_at");
  const end = state === "expired" ? (expires ?? instantOf(now, "canceled_at", "updated_at")) : null;
  if (end !== null && end <= start) throw new BillingFault("ended when it began", { isDropped: true });
  const account = textOf(now, "account.code", "account_code", "account_id", "account.id");
  if (account === "") throw new BillingFault("no user", { column: "account_code" });
  const trialEnd = trialEndOf(ordered);
  const asked = askedToCancel(ordered);
  const terms = ordered.map(({ fields, at }, index) => termsOf(fields, index === 0 ? start : at, shelf));
  const person = shelf.accounts.get(account) ?? {};
  return {
    id,
    customer: account,
    start,
    end,
    trial: trialEnd === null || trialEnd <= start ? null : { start, end: trialEnd },
    statuses: statusesOf(ordered, start),
    terms: termsFrom(start, terms),
    discounts: discountsOf(now, { id, account, terms, start, shelf, options }),
    cancellations: cancellationsOf(
      ordered.map(({ fields, at }, index) => ({ from: at, asked: asked[index] ?? null, ...reasonOf(fields) })),
      start,
    ),
    ending: end === null ? null : reasonOf(now),
    termEnds: ordered.map(({ fields, at }, index) => ({
      from: index === 0 ? start : at,
      at: instantOf(fields, "current_term_ends_at", "current_period_ends_at"),
    })),
    country: countryOf(
      textOf(now, "account.address.country") || textOf(person, "address.country", "country", "account_country"),
    ),
    receivedAt: instantOf(now, "_fivetran_synced"),
  };
}

function termsOf(fields: Fields, from: Instant, { plans }: Shelf): Terms {
  const key = textOf(fields, "plan_id", "plan.id", "plan_code", "plan.code");
  const plan = plans.get(key) ?? plans.get(textOf(fields, "plan_code", "plan.code")) ?? {};
  const unit =
    textOf(fields, "plan_interval_unit", "interval_unit") || textOf(plan, "plan_interval_unit", "interval_unit");
  const length =
    wholeOf(fields, ["plan_interval_length", "interval_length"], 1) ??
    wholeOf(plan, ["plan_interval_length", "interval_length"], 1);
  if (unit === "") throw new BillingFault("its plan is not in the export", { column: "plan_code" });
  const found = intervalOf(unit, length ?? 1);
  const isYears = found.interval === "month" && found.intervalCount % 12 === 0;
  const currency = textOf(fields, "currency", "plan_currency").toUpperCase();
  if (!/^[A-Z]{3}$/.test(currency)) throw new BillingFault("not a currency", { column: "currency" });
  const quantity = wholeOf(fields, ["quantity"]) ?? 1;
  const unitPriceMinor = minorOf(textOf(fields, "unit_amount", "unit_amount_in_cents"), currency);
  const addOns = addOnsOf(fields, currency);
  const common = {
    from,
    plan:
      textOf(fields, "plan_name", "plan.name") ||
      textOf(plan, "name") ||
      textOf(fields, "plan_code", "plan.code") ||
      key ||
      null,
    interval: isYears ? ("year" as const) : found.interval,
    intervalCount: isYears ? found.intervalCount / 12 : found.intervalCount,
    currency,
  };
  // Add-ons are paid with the plan: together they are one invoice.
  if (addOns > 0) return { ...common, quantity: 1, unitPriceMinor: unitPriceMinor * quantity + addOns };
  return { ...common, quantity, unitPriceMinor };
}

function addOnsOf(fields: Fields, currency: string): number {
  const total = textOf(fields, "add_ons_total", "add_on_amount");
  if (total !== "") return minorOf(total, currency);
  return listOf(fields, "add_ons").reduce(
    (sum, addOn) => sum + minorOf(textOf(addOn, "unit_amount"), currency) * (wholeOf(addOn, ["quantity"]) ?? 1),
    0,
  );
}

function minorOf(text: string, currency: string): number {
  const minor = parseMajor(text, currency);
  if (minor !== null && minor >= 0) return minor;
  throw new BillingFault(text === "" ? "no price" : "not an amount", { column: "unit_amount" });
}

function statusesOf(changes: readonly Change[], start: Instant): readonly StatusSince[] {
  const statuses: StatusSince[] = [{ from: start, status: "active" }];
  for (const { fields, at } of changes) {
    const state = textOf(fields, "state", "status").toLowerCase();
    if (
      !/^(active|live|renewing|trial|in_trial|canceled|cancelled|expired|paused|past_due|future|pending|failed)$/.test(
        state,
      )
    ) {
      throw new BillingFault("not a status", { column: "state" });
    }
    const since = Math.max(start, state === "paused" ? (instantOf(fields, "paused_at") ?? at) : at);
    if (state === "paused") statuses.push({ from: since, status: "paused" });
    else if (state === "past_due") statuses.push({ from: since, status: "past_due" });
    else if (statuses.length > 1 && state !== "expired") statuses.push({ from: since, status: "active" });
  }
  return statuses;
}

function reasonOf(fields: Fields): Pick<Cancellation, "reason" | "type"> {
  const reason = textOf(fields, "expiration_reason", "cancellation_reason");
  const type = /nonpayment|failed|tax_location/.test(reason) ? "involuntary" : reason === "" ? null : "voluntary";
  return { reason: reason || null, type };
}

interface DiscountPlace {
  readonly id: string;
  readonly account: string;
  readonly terms: readonly Terms[];
  readonly start: Instant;
  readonly shelf: Shelf;
  readonly options: BillingOptions;
}

/** Redemptions of the subscription or its account; one that was removed holds until then. */
function discountsOf(
  fields: Fields,
  { id, account, terms, start, shelf, options }: DiscountPlace,
): readonly Discount[] {
  const currency = terms[0]?.currency ?? "";
  const all = [
    ...listOf(fields, "coupon_redemptions"),
    ...shelf.redemptions.filter((redemption) => {
      const own = textOf(redemption, "subscription_id", "subscription_uuid", "subscription.id");
      return own === "" ? textOf(redemption, "account_code", "account_id", "account.id") === account : own === id;
    }),
  ];
  return all.flatMap((redemption): readonly Discount[] => {
    const coupon =
      shelf.coupons.get(textOf(redemption, "coupon_id", "coupon_code", "coupon.id", "coupon.code")) ?? redemption;
    const from = Math.max(instantOf(redemption, "created_at", "redeemed_at") ?? start, start);
    const to = instantOf(redemption, "removed_at");
    if (to !== null && (to <= from || options.discounts === "forever")) return [];
    const percent = textOf(coupon, "discount_percent", "discount.percent", "coupon.discount.percent", "percent");
    if (percent !== "") return [{ from, to, minor: 0, basisPoints: basisPointsOf(percent, "discount_percent") }];
    const fixed = textOf(redemption, "fixed_amount", "discount_amount") || textOf(coupon, "discount_amount", "amount");
    if (fixed === "") throw new BillingFault("its coupon is not in the export", { column: "coupon_code" });
    return [{ from, to, minor: minorOf(fixed, currency), basisPoints: 0 }];
  });
}
