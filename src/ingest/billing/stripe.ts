import type { Instant } from "../../schema/date.ts";
import { countryOf } from "../country.ts";
import type { BillingContent, BillingOptions, BillingOutcome, ReadBilling } from "./billing-export.ts";
import { BillingFault, type BillingRecord, type Fields, instantOf, isTrue, listOf, textOf } from "./billing-record.ts";
import type { BillingSubscription, Cancellation, Discount, StatusSince, Terms } from "./billing-subscription.ts";
import { cancellationsOf } from "./cancellations.ts";
import { stripeDiscount } from "./stripe-discounts.ts";
import { type StripeRole, stripeRole, unwrapped } from "./stripe-roles.ts";
import { invoicesOf } from "./stripe-invoices.ts";
import { type StripeCatalogue, stripeTerms } from "./stripe-terms.ts";
import { termsFrom } from "./versions-of.ts";

/** The records of an export by what they are. */
interface Shelf {
  readonly subscriptions: ReadonlyMap<string, readonly Snapshot[]>;
  readonly items: ReadonlyMap<string, readonly Fields[]>;
  readonly discounts: readonly Fields[];
  readonly coupons: ReadonlyMap<string, Fields>;
  readonly customers: ReadonlyMap<string, Fields>;
  readonly catalogue: StripeCatalogue;
}

interface Snapshot {
  readonly record: BillingRecord;
  readonly fields: Fields;
}

/** A snapshot and since when it is true. */
interface Dated {
  readonly from: Instant;
  readonly fields: Fields;
}

/**
 * Stripe's subscriptions: objects of its API as JSON, its event log, the tables connectors make of them (with history
 * where they keep one) or the dashboard's export; with the items, prices, plans, coupons, discounts, customers and products
 * of the same export. Source: docs.stripe.com/api/subscriptions.
 */
export const readStripe: ReadBilling = (records, options): BillingContent => {
  const outcomes = new Map<BillingRecord, BillingOutcome>();
  const shelf = shelve(records, outcomes);
  const subscriptions: BillingSubscription[] = [];
  for (const [id, snapshots] of shelf.subscriptions) {
    try {
      subscriptions.push(...subscriptionsOf(id, snapshots, { shelf, options }));
    } catch (error) {
      if (!(error instanceof BillingFault)) throw error;
      const { reason, column, isDropped } = error;
      for (const { record } of snapshots) outcomes.set(record, { reason, column, isDropped });
    }
  }
  return { subscriptions, outcomes };
};

function shelve(records: readonly BillingRecord[], outcomes: Map<BillingRecord, BillingOutcome>): Shelf {
  const subscriptions = new Map<string, Snapshot[]>();
  const items = new Map<string, Fields[]>();
  const byId = (): Map<string, Fields> => new Map();
  const [prices, coupons, customers, products] = [byId(), byId(), byId(), byId()];
  const discounts: Fields[] = [];
  const dependent: { readonly record: BillingRecord; readonly role: StripeRole; readonly subscription: string }[] = [];
  for (const record of records) {
    const fields = unwrapped(record.fields);
    const role = stripeRole(fields);
    const id = textOf(fields, "id");
    switch (role) {
      case "subscription":
        if (id === "") outcomes.set(record, { reason: "no subscription", column: "id", isDropped: false });
        else listed(subscriptions, id).push({ record, fields });
        break;
      case "item":
      case "discount": {
        const subscription = textOf(fields, "subscription", "subscription_id");
        if (role === "item") listed(items, subscription).push(fields);
        else discounts.push(fields);
        dependent.push({ record, role, subscription });
        break;
      }
      case "price":
        prices.set(id, fields);
        break;
      case "coupon":
        coupons.set(id, fields);
        break;
      case "customer":
        customers.set(id, fields);
        break;
      case "product":
        products.set(id, fields);
        break;
      case null:
        outcomes.set(record, { reason: "no part of subscriptions", column: null, isDropped: true });
    }
  }
  for (const { record, role, subscription } of dependent) {
    if (subscriptions.has(subscription) || (role === "discount" && subscription === "")) continue;
    outcomes.set(record, { reason: `${role}: its subscription is not in the export`, column: null, isDropped: true });
  }
  return { subscriptions, items, discounts, coupons, customers, catalogue: { prices, products } };
}

function listed<T>(lists: Map<string, T[]>, key: string): T[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
}

/** A subscription; several where its items are paid in several intervals, told apart by a suffix. */
function subscriptionsOf(
  id: string,
  snapshots: readonly Snapshot[],
  { shelf, options }: { readonly shelf: Shelf; readonly options: BillingOptions },
): readonly BillingSubscription[] {
  const dated = datedSnapshots(snapshots);
  const last = dated.at(-1);
  if (last === undefined) throw new Error("A subscription without a record.");
  const now = last.fields;
  const status = textOf(now, "status").toLowerCase();
  if (status.startsWith("incomplete")) throw new BillingFault(`${status}: never started`, { isDropped: true });
  const start = startOf(dated);
  const end = instantOf(now, "ended_at") ?? (status === "canceled" ? instantOf(now, "canceled_at") : null);
  if (end !== null && end <= start) throw new BillingFault("ended when it began", { isDropped: true });
  const customer = textOf(now, "customer.id", "customer", "customer_id");
  if (customer === "") throw new BillingFault("no user", { column: "customer" });
  const trialEnd = instantOf(now, "trial_end") ?? (status === "trialing" ? instantOf(now, "current_period_end") : null);
  const trialStart = instantOf(now, "trial_start") ?? start;
  const items = shelf.items.get(id) ?? [];
  const told = dated.map(({ from, fields }, index) => {
    const since = index === 0 ? start : from;
    return {
      from: since,
      groups: stripeTerms(fields, { from: since, items }, shelf.catalogue),
    };
  });
  const invoices = invoicesOf(told);
  const common = {
    customer,
    end,
    trial: trialEnd === null || trialEnd <= trialStart ? null : { start: trialStart, end: trialEnd },
    cancellations: cancellationsOf(
      dated.map(({ from, fields }) => ({ from, asked: askedToCancel(fields), ...reasonOf(fields) })),
      start,
    ),
    ending: end === null ? null : reasonOf(now),
    termEnds: dated.map(({ from, fields }, index) => ({
      from: index === 0 ? start : from,
      at: instantOf(fields, "cancel_at", "current_period_end") ?? onItems(fields, items, "current_period_end"),
    })),
    country: countryOf(
      textOf(shelf.customers.get(customer) ?? {}, "address.country", "address_country", "shipping.address.country"),
    ),
    receivedAt: instantOf(now, "_fivetran_synced"),
  };
  const statuses = statusesOf(dated, start, items);
  return invoices.map(({ key, from, terms, pauses }) => ({
    ...common,
    id: key === null ? id : `${id}#${key.replace(/ 1$/, "").replace(" ", "")}`,
    start: from,
    statuses: [...statuses, ...pauses],
    terms: termsFrom(from, terms),
    discounts: discountsOf(dated, { id, customer, terms, start: from, shelf, options }),
  }));
}

/** Snapshots in order; a table without history has one. Of two that begin together the later in the files holds. */
function datedSnapshots(snapshots: readonly Snapshot[]): readonly Dated[] {
  const isHistory = snapshots.length > 1;
  const dated = snapshots.map(({ fields }) => ({
    from:
      instantOf(fields, "snapshot_at", "_fivetran_start", ...(isHistory ? ["_fivetran_synced"] : []), "created") ?? 0,
    fields,
  }));
  const byFrom = new Map(dated.map((one) => [one.from, one]));
  return [...byFrom.values()].toSorted((a, b) => a.from - b.from);
}

function startOf(dated: readonly Dated[]): Instant {
  const starts = dated.flatMap(({ fields }) => {
    const found = [instantOf(fields, "start_date", "created"), instantOf(fields, "trial_start")];
    return found.filter((instant) => instant !== null);
  });
  if (starts.length === 0) throw new BillingFault("no instant", { column: "created" });
  return Math.min(...starts);
}

function statusesOf(dated: readonly Dated[], start: Instant, items: readonly Fields[]): readonly StatusSince[] {
  const statuses: StatusSince[] = [{ from: start, status: "active" }];
  for (const { from, fields } of dated) {
    const since = Math.max(from, start);
    const period = instantOf(fields, "current_period_start") ?? onItems(fields, items, "current_period_start") ?? since;
    switch (textOf(fields, "status").toLowerCase()) {
      case "past_due":
        statuses.push({ from: Math.max(since, period), status: "past_due" });
        break;
      // Stripe tries no more to be paid, and counts it no more.
      case "unpaid":
        statuses.push({ from: Math.max(since, period), status: "ended" });
        break;
      case "paused":
        statuses.push({ from: Math.max(since, instantOf(fields, "trial_end") ?? period), status: "paused" });
        break;
      case "active":
      case "trialing":
        if (since > start) statuses.push({ from: since, status: "active" });
        break;
      case "canceled":
        break;
      default:
        throw new BillingFault("not a status", { column: "status" });
    }
  }
  return statuses;
}

function askedToCancel(fields: Fields): Instant | null {
  const isPlanned =
    isTrue(fields, "cancel_at_period_end") ||
    textOf(fields, "cancel_at") !== "" ||
    textOf(fields, "status").toLowerCase() === "canceled" ||
    textOf(fields, "ended_at") !== "";
  return isPlanned ? instantOf(fields, "canceled_at") : null;
}

function reasonOf(fields: Fields): Pick<Cancellation, "reason" | "type"> {
  const cause = textOf(fields, "cancellation_details.reason", "cancellation_details_reason", "cancellation_reason");
  const feedback = textOf(fields, "cancellation_details.feedback", "cancellation_details_feedback");
  const type = /payment/.test(cause) ? "involuntary" : cause === "" ? null : "voluntary";
  return { reason: feedback || cause || null, type };
}

/** What the first item says: since 2025 the API keeps the period on the items, which a table of their own may hold. */
function onItems(fields: Fields, items: readonly Fields[], name: string): Instant | null {
  const [item] = [...listOf(fields, "items"), ...items];
  return item === undefined ? null : instantOf(item, name);
}

interface DiscountPlace {
  readonly id: string;
  readonly customer: string;
  readonly terms: readonly Terms[];
  readonly start: Instant;
  readonly shelf: Shelf;
  readonly options: BillingOptions;
}

/** Discounts as each snapshot tells of them, until the next one does. */
function discountsOf(dated: readonly Dated[], place: DiscountPlace): readonly Discount[] {
  return dated.flatMap(({ from: since, fields }, index) => {
    const until = dated[index + 1]?.from ?? null;
    return discountsAt(fields, place).flatMap((discount): readonly Discount[] => {
      const from = index === 0 ? discount.from : Math.max(discount.from, since);
      const to = until === null || (discount.to !== null && discount.to < until) ? discount.to : until;
      return to !== null && to <= from ? [] : [{ ...discount, from, to }];
    });
  });
}

/** Discounts of the subscription, else those of its customer. */
function discountsAt(
  fields: Fields,
  { id, customer, terms, start, shelf, options }: DiscountPlace,
): readonly Discount[] {
  const [first] = terms;
  if (first === undefined) return [];
  const nested = [...listOf(fields, "discounts"), ...listOf({ one: [fields["discount"]] }, "one")];
  const subscriptionOf = (discount: Fields): string => textOf(discount, "subscription", "subscription_id");
  const own = shelf.discounts.filter((discount) => subscriptionOf(discount) === id);
  const named = textOf(fields, "coupon") === "" ? [] : [{ coupon_id: textOf(fields, "coupon") }];
  const personal = shelf.discounts.filter(
    (discount) => subscriptionOf(discount) === "" && textOf(discount, "customer", "customer_id") === customer,
  );
  const chosen = [nested, own, named, personal].find((list) => list.length > 0) ?? [];
  const context = {
    coupons: shelf.coupons,
    start,
    currency: first.currency,
    interval: first,
    which: options.discounts,
  };
  const unique = new Map(chosen.map((discount, index) => [textOf(discount, "id") || String(index), discount]));
  const found = [...unique.values()].flatMap((discount) => stripeDiscount(discount, context) ?? []);
  if (found.filter(({ basisPoints }) => basisPoints > 0).length > 1)
    throw new BillingFault("several percentages off at once");
  return found;
}
