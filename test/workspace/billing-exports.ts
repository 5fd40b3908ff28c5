import { iso, type LakeRow, lines, seconds } from "./vendor-exports.ts";

/** What is told of a subscription at an instant, with what it keeps for good: when it began, until when it was tried. */
interface Told {
  readonly at: unknown;
  readonly row: LakeRow;
  readonly start: unknown;
  readonly trialEnd: unknown;
  readonly isEnded: boolean;
}

/** One telling for every version, and one for the end of those whose last version ends. */
function told(versions: readonly LakeRow[]): readonly Told[] {
  const kept = new Map<unknown, Told>();
  return versions.flatMap((row, index): readonly Told[] => {
    const id = row["subscription_id"];
    const before = kept.get(id);
    const one = {
      at: row["valid_from"],
      row,
      start: before?.start ?? row["valid_from"],
      trialEnd: row["trial_ends_at"] ?? before?.trialEnd ?? null,
      isEnded: row["status"] === "ended",
    };
    kept.set(id, one);
    const isLast = versions[index + 1]?.["subscription_id"] !== id;
    return isLast && row["valid_to"] !== null ? [one, { ...one, at: row["valid_to"], isEnded: true }] : [one];
  });
}

/** Stripe's event log and its customers: one event for every version. */
export function stripeExport(versions: readonly LakeRow[]): string {
  const customers = new Map(versions.map((row) => [row["user_id"], row["country"]]));
  return lines([
    ...[...customers].map(([id, country]) => ({ object: "customer", id, address: { country } })),
    ...told(versions).map((one, index) => ({
      object: "event",
      id: `evt_${index}`,
      type: `customer.subscription.${one.at === one.start ? "created" : one.isEnded ? "deleted" : "updated"}`,
      created: seconds(one.at),
      data: { object: stripeSubscription(one) },
    })),
  ]);
}

const cancelled: Readonly<Record<string, string>> = {
  involuntary: "payment_failed",
  voluntary: "cancellation_requested",
};

function stripeSubscription({ at, row, start, trialEnd, isEnded }: Told): object {
  const asked = seconds(row["cancel_requested_at"]);
  const [minor, basisPoints] = [Number(row["discount_minor"]), Number(row["discount_basis_points"])];
  const off = [
    ...(minor > 0 ? [{ amount_off: minor, currency: row["currency"] }] : []),
    ...(basisPoints > 0 ? [{ percent_off: basisPoints / 100 }] : []),
  ];
  return {
    object: "subscription",
    id: row["subscription_id"],
    customer: row["user_id"],
    status: isEnded ? "canceled" : row["status"],
    created: seconds(start),
    start_date: seconds(start),
    ended_at: isEnded ? seconds(at) : null,
    cancel_at_period_end: asked !== null && !isEnded,
    canceled_at: asked,
    cancellation_details: {
      reason: cancelled[String(row["cancel_type"])] ?? null,
      feedback: row["cancel_reason"],
    },
    trial_start: trialEnd === null ? null : seconds(start),
    trial_end: seconds(trialEnd),
    current_period_start: seconds(row["valid_from"]),
    current_period_end: seconds(row["term_ends_at"] ?? row["trial_ends_at"]),
    discounts: off.map((coupon) => ({ object: "discount", coupon: { duration: "forever", ...coupon } })),
    items: {
      object: "list",
      data: [
        {
          object: "subscription_item",
          quantity: Number(row["quantity"]),
          price: {
            object: "price",
            nickname: row["plan"],
            currency: String(row["currency"]).toLowerCase(),
            unit_amount: Number(row["unit_price_minor"]),
            recurring: {
              interval: row["billing_interval"],
              interval_count: row["billing_interval_count"],
              usage_type: "licensed",
            },
          },
        },
      ],
    },
  };
}

const recurlyInterval: Readonly<Record<string, readonly [unit: string, length: number]>> = {
  week: ["days", 7],
  month: ["months", 1],
  year: ["months", 12],
};

/**
 * Objects of Recurly's API: a subscription as it was after every change (as a connector's history table keeps it), with its
 * plans, accounts and the coupons that were redeemed for it. Amounts are in major units.
 */
export function recurlyExport(versions: readonly LakeRow[]): string {
  const accounts = new Map(versions.map((row) => [row["user_id"], row["country"]]));
  const plans = new Map(versions.map((row) => [recurlyPlan(row), row]));
  return lines([
    ...[...accounts].map(([code, country]) => ({ object: "account", code, address: { country } })),
    ...[...plans].map(([code, row]) => {
      const [interval_unit, length] = recurlyInterval[String(row["billing_interval"])] ?? ["none", 0];
      const interval_length = length * Number(row["billing_interval_count"]);
      return { object: "plan", code, name: row["plan"], interval_unit, interval_length };
    }),
    ...told(versions).map(recurlySubscription),
    ...recurlyRedemptions(versions),
  ]);
}

function recurlyPlan(row: LakeRow): string {
  return `${row["plan"]}-${row["billing_interval_count"]}-${row["billing_interval"]}`.toLowerCase();
}

/** Dunning, pauses and wishes to cancel are states; a trial is an active subscription with a date. */
function recurlyState(row: LakeRow, isEnded: boolean): string {
  if (isEnded) return "expired";
  if (row["status"] === "past_due" || row["status"] === "paused") return row["status"];
  return row["cancel_requested_at"] === null ? "active" : "canceled";
}

function recurlySubscription({ at, row, start, trialEnd, isEnded }: Told): object {
  const asked = row["cancel_requested_at"];
  return {
    object: "subscription",
    uuid: row["subscription_id"],
    account: { object: "account_mini", code: row["user_id"] },
    plan: { object: "plan_mini", code: recurlyPlan(row), name: row["plan"] },
    state: recurlyState(row, isEnded),
    currency: row["currency"],
    unit_amount: Number(row["unit_price_minor"]) / 100,
    quantity: row["quantity"],
    activated_at: iso(start),
    trial_started_at: trialEnd === null ? null : iso(start),
    trial_ends_at: trialEnd === null ? null : iso(trialEnd),
    canceled_at: asked === null ? null : iso(asked),
    expires_at: isEnded ? iso(at) : null,
    expiration_reason: row["cancel_reason"],
    current_term_ends_at: iso(row["term_ends_at"] ?? row["trial_ends_at"] ?? at),
    updated_at: iso(at),
  };
}

/** A redemption for each stretch of versions with one discount, removed where the next version has another. */
function recurlyRedemptions(versions: readonly LakeRow[]): readonly object[] {
  const discountOf = (row: LakeRow | undefined): string =>
    [row?.["subscription_id"], row?.["discount_minor"], row?.["discount_basis_points"]].join();
  const begins = versions.flatMap((row, i) => (discountOf(row) === discountOf(versions[i - 1]) ? [] : [i]));
  return begins.flatMap((index, nth): readonly object[] => {
    const [row, last] = [versions[index], versions[(begins[nth + 1] ?? versions.length) - 1]];
    if (row === undefined || last === undefined) return [];
    const [minor, basisPoints] = [Number(row["discount_minor"]), Number(row["discount_basis_points"])];
    const redemption = {
      object: "coupon_redemption",
      account: { code: row["user_id"] },
      subscription_id: row["subscription_id"],
      created_at: iso(row["valid_from"]),
      removed_at: last["valid_to"] === null ? null : iso(last["valid_to"]),
    };
    return [
      ...(minor > 0 ? [{ ...redemption, coupon: { discount_type: "fixed" }, discount_amount: minor / 100 }] : []),
      ...(basisPoints > 0
        ? [{ ...redemption, coupon: { discount: { type: "percent", percent: basisPoints / 100 } } }]
        : []),
    ];
  });
}
