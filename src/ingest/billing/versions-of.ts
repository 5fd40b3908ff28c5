import type { Instant } from "../../schema/date.ts";
import type { RowValues } from "../import-shape.ts";
import type { BillingSubscription, Terms } from "./billing-subscription.ts";

/** A version of a subscription, by column of the table. */
type Version = Readonly<Record<string, string | number | null>>;

/**
 * The versions of `subscription`: one for each stretch of time in which its terms, its status, its discounts and its
 * cancellation stay the same, in order and without gaps. Rows have the table's columns in the order of `columns`.
 */
export function versionsOf(
  subscription: BillingSubscription,
  columns: readonly string[],
  now: Instant,
): readonly RowValues[] {
  const { start, end } = subscription;
  const points = pointsOf(subscription).filter((at) => at > start && (end === null || at < end));
  const froms = [start, ...new Set(points)].toSorted((a, b) => a - b);
  const found: { readonly from: Instant; readonly version: Version; readonly text: string }[] = [];
  for (const from of froms) {
    const version = versionAt(subscription, from, now);
    const text = JSON.stringify(version);
    if (found.at(-1)?.text !== text) found.push({ from, version, text });
  }
  return found.map(({ from, version }, index) => {
    const next = found[index + 1];
    // What ended at once was never asked for before: its last version says why.
    const why = next === undefined && subscription.ending !== null ? subscription.ending : null;
    const row: Version = {
      ...version,
      ...(why === null ? {} : { cancel_reason: why.reason, cancel_type: why.type }),
      valid_from: from,
      valid_to: next?.from ?? end,
    };
    return columns.map((name) => row[name] ?? null);
  });
}

function pointsOf({
  trial,
  statuses,
  terms,
  termEnds,
  discounts,
  cancellations,
}: BillingSubscription): readonly Instant[] {
  const ends = [...discounts, ...cancellations].flatMap(({ to }) => (to === null ? [] : [to]));
  const froms = [...statuses, ...terms, ...termEnds, ...discounts, ...cancellations].map(({ from }) => from);
  return [...froms, ...ends, ...(trial === null ? [] : [trial.start, trial.end])];
}

function versionAt(subscription: BillingSubscription, at: Instant, now: Instant): Version {
  const { id, customer, trial, statuses, termEnds, country, receivedAt } = subscription;
  const holds = ({ from, to }: { readonly from: Instant; readonly to: Instant | null }): boolean =>
    from <= at && (to === null || at < to);
  const terms = latest(subscription.terms, at);
  const discounts = subscription.discounts.filter(holds);
  const cancellation = subscription.cancellations.find(holds);
  const isTrial = trial !== null && at >= trial.start && at < trial.end;
  return {
    subscription_id: id,
    user_id: customer,
    plan: terms.plan,
    billing_interval: terms.interval,
    billing_interval_count: terms.intervalCount,
    quantity: terms.quantity,
    unit_price_minor: terms.unitPriceMinor,
    discount_minor: discounts.reduce((sum, { minor }) => sum + minor, 0),
    discount_basis_points: discounts.reduce((sum, { basisPoints }) => sum + basisPoints, 0),
    currency: terms.currency,
    status: isTrial ? "trialing" : latest(statuses, at).status,
    term_ends_at: latest(termEnds, at).at,
    trial_ends_at: trial?.end ?? null,
    cancel_requested_at: cancellation?.from ?? null,
    cancel_reason: cancellation?.reason ?? null,
    cancel_type: cancellation?.type ?? null,
    country,
    platform: null,
    received_at: receivedAt ?? now,
  };
}

/** The last of `items` that began at `at` or before; the first where none had yet. */
function latest<T extends { readonly from: Instant }>(items: readonly T[], at: Instant): T {
  const begun = items.filter(({ from }) => from <= at).toSorted((a, b) => a.from - b.from);
  const found = begun.at(-1) ?? items.toSorted((a, b) => a.from - b.from)[0];
  if (found === undefined) throw new Error("A subscription has no terms, no status or no end of its term.");
  return found;
}

/** The instants of `terms` in order, the first moved to `start`: what is known first held from the beginning. */
export function termsFrom(start: Instant, terms: readonly Terms[]): readonly Terms[] {
  return terms.toSorted((a, b) => a.from - b.from).map((one, index) => (index === 0 ? { ...one, from: start } : one));
}
