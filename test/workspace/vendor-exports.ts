import type { AnswerRow } from "../../src/metrics/answer.ts";

/** A row of the lake, by column; instants as `2026-01-05 09:00:00`. */
export type LakeRow = AnswerRow;

/** One file of an export, and the preset that reads it. */
export interface VendorExport {
  readonly preset: string;
  readonly file: string;
  readonly text: (events: readonly LakeRow[]) => string;
}

const iso = (instant: unknown): string => `${String(instant).replace(" ", "T")}Z`;
const millis = (instant: unknown): number => Date.parse(iso(instant));
const seconds = (instant: unknown): number | null => (instant === null ? null : millis(instant) / 1_000);
const named = (names: Readonly<Record<string, string>>, platform: unknown): string => names[String(platform)] ?? "";
const lines = (objects: readonly object[]): string => `${objects.map((one) => JSON.stringify(one)).join("\n")}\n`;
const own = ({ user_type, project_id }: LakeRow): object =>
  project_id === null ? { user_type } : { user_type, project_id };

const segmentLibrary = { web: "analytics.js", ios: "analytics-swift", android: "analytics-kotlin" };
const rudderLibrary = {
  web: "RudderLabs JavaScript SDK",
  ios: "rudder-ios-library",
  android: "com.rudderstack.android.sdk.core",
};
const countryName = new Intl.DisplayNames(["en"], { type: "region" });

/**
 * Events as each vendor documents its export: Segment's archive, the `tracks` table of RudderStack's warehouse, PostHog's
 * batch export, the JSON lines of Amplitude's export API, Mixpanel's raw export.
 */
export const eventExports: readonly VendorExport[] = [
  {
    preset: "segment",
    file: "segment.ndjson",
    text: (events) =>
      lines(
        events.map((event) => ({
          messageId: event["event_id"],
          type: "track",
          event: event["event_name"],
          userId: event["user_id"],
          anonymousId: `anonymous-${event["user_id"]}`,
          timestamp: iso(event["occurred_at"]),
          originalTimestamp: iso(event["occurred_at"]),
          receivedAt: iso(event["received_at"]),
          context: {
            library: { name: named(segmentLibrary, event["platform"]), version: "1.0.0" },
            location: { country: event["country"] },
          },
          properties: own(event),
        })),
      ),
  },
  {
    preset: "rudderstack",
    file: "tracks.csv",
    text: (events) =>
      [
        "id,anonymous_id,user_id,event,event_text,timestamp,received_at,context_library_name,context_location_country,user_type,project_id",
        ...events.map((event) =>
          [
            event["event_id"],
            `anonymous-${event["user_id"]}`,
            event["user_id"],
            event["event_name"],
            event["event_name"],
            event["occurred_at"],
            event["received_at"],
            named(rudderLibrary, event["platform"]),
            event["country"],
            event["user_type"],
            event["project_id"] ?? "",
          ].join(","),
        ),
      ].join("\n"),
  },
  {
    preset: "posthog",
    file: "posthog.jsonl",
    text: (events) =>
      lines(
        events.map((event) => ({
          uuid: event["event_id"],
          event: event["event_name"],
          distinct_id: event["user_id"],
          timestamp: iso(event["occurred_at"]),
          created_at: iso(event["received_at"]),
          properties: {
            $lib: named({ web: "posthog-js", ios: "posthog-ios", android: "posthog-android" }, event["platform"]),
            $geoip_country_code: event["country"],
            ...own(event),
          },
        })),
      ),
  },
  {
    preset: "amplitude",
    file: "amplitude.json",
    text: (events) =>
      lines(
        events.map((event) => ({
          uuid: event["event_id"],
          event_type: event["event_name"],
          user_id: event["user_id"],
          device_id: `device-${event["user_id"]}`,
          event_time: `${event["occurred_at"]}.000000`,
          server_received_time: `${event["received_at"]}.000000`,
          platform: named({ web: "Web", ios: "iOS", android: "Android" }, event["platform"]),
          country: countryName.of(String(event["country"])),
          event_properties: own(event),
        })),
      ),
  },
  {
    preset: "mixpanel",
    file: "mixpanel.jsonl",
    text: (events) =>
      lines(
        events.map((event) => ({
          event: event["event_name"],
          properties: {
            time: seconds(event["occurred_at"]),
            distinct_id: event["user_id"],
            $insert_id: event["event_id"],
            mp_processing_time_ms: millis(event["received_at"]),
            mp_lib: named({ web: "web", ios: "swift", android: "android" }, event["platform"]),
            mp_country_code: event["country"],
            ...own(event),
          },
        })),
      ),
  },
];

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
  if (row["status"] === "past_due" || row["status"] === "paused") return String(row["status"]);
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
