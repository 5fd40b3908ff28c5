import { column, defineTable, optional, type Table } from "../schema/table.ts";

/** Everybody who ever did something, with a small number that stands for the id in `user_day`. */
export const person = defineTable({
  name: "person",
  meaning: "Each user once, with the first day on which they did something.",
  key: ["user_key"],
  columns: {
    user_key: column("integer", { meaning: "Number of the user in this warehouse; means nothing outside it." }),
    user_id: column("text", { meaning: "The user as events name them." }),
    first_active_at: optional("timestamp", { unit: "µs UTC", meaning: "First qualifying event of the default kinds." }),
    first_active_on: optional("date", { meaning: "Local day of first_active_at." }),
    first_event_at: column("timestamp", { unit: "µs UTC", meaning: "First event of any kind." }),
    first_event_on: column("date", { meaning: "Local day of first_event_at." }),
  },
});

/**
 * Events counted by user, local day, kind and the dimensions an event itself carries. Answers exactly every question of
 * day grain or coarser in the workspace's timezone that names none but these columns. Rows with equal keys may occur
 * more than once: always sum.
 */
export const userDay = defineTable({
  name: "user_day",
  meaning: "How many events of one kind a user had on a local day, by the event's own dimensions.",
  key: ["event_date", "user_key", "event_name", "platform", "country", "user_type_at_event"],
  columns: {
    event_date: column("date", { meaning: "Local day of the workspace." }),
    user_key: column("integer", { meaning: "person.user_key" }),
    event_name: column("text", { meaning: "What was done." }),
    platform: optional("text", { meaning: "Where it was done." }),
    country: optional("text", { unit: "ISO 3166-1 alpha-2", meaning: "Where the user was." }),
    user_type_at_event: optional("text", { meaning: "new or returning, as the source said it." }),
    events: column("bigint", { unit: "events", meaning: "How many, duplicates left out." }),
  },
});

/** How long active users stay away: the one table behind every trailing window of up to 31 days. */
export const activityGap = defineTable({
  name: "activity_gap",
  meaning:
    "How many users were active on a day and next active so many days later, in the whole and by single dimensions.",
  key: ["dimension", "value", "active_on", "gap_days"],
  columns: {
    dimension: column("text", { unit: "all, platform, country or user_type", meaning: "What it is cut by." }),
    value: optional("text", { meaning: "The dimension's value; activity is looked at inside it alone." }),
    active_on: column("date", { meaning: "A day on which they were active." }),
    gap_days: column("integer", { unit: "days, 32 = later or never", meaning: "Days until they were active again." }),
    users: column("bigint", { unit: "users", meaning: "How many." }),
  },
});

const arrSlice = {
  user_id: column("text", { meaning: "The customer." }),
  subscription_id: column("text", { meaning: "The subscription." }),
  currency: column("text", { unit: "ISO 4217", meaning: "Currency of the amount." }),
  plan: optional("text", { meaning: "The plan the amount belongs to." }),
  billing_interval: column("text", { unit: "week, month or year", meaning: "The interval it belongs to." }),
  country: optional("text", { unit: "ISO 3166-1 alpha-2", meaning: "The customer's country." }),
  platform: optional("text", { meaning: "Where it was bought." }),
  basis: column("text", { unit: "list or net", meaning: "Price basis of the amount." }),
} as const;

/** A subscription's standing ARR during [paying_from, paying_to): the versions that pay, priced on both bases. */
export const arrSpan = defineTable({
  name: "arr_span",
  meaning: "What one subscription adds to standing ARR during [paying_from, paying_to).",
  key: ["basis", "subscription_id", "paying_from"],
  columns: {
    ...arrSlice,
    paying_from: column("timestamp", { unit: "µs UTC", meaning: "Since when." }),
    paying_to: optional("timestamp", { unit: "µs UTC", meaning: "Until when, exclusive; empty while it stands." }),
    amount: column("bigint", { unit: "minor units a year", meaning: "Standing ARR." }),
    terms_amount: column("bigint", {
      unit: "minor units a year",
      meaning: "The same price under the discount of the span before; equals amount on the list basis.",
    }),
    paid_to: optional("timestamp", {
      unit: "µs UTC",
      meaning: "Its end before a short gap or a replacement moved it.",
    }),
    ends_by: optional("text", {
      unit: "end, pause or replacement",
      meaning: "How paying stops; empty where another span of the subscription follows.",
    }),
  },
});

/** ARR as signed movements; the sum of all up to a day is the standing ARR of every slice at its close. */
export const arrMovement = defineTable({
  name: "arr_movement",
  meaning: "One change of standing ARR, in the slice it happens in.",
  key: ["basis", "moved_at", "subscription_id", "kind"],
  columns: {
    ...arrSlice,
    moved_at: column("timestamp", { unit: "µs UTC", meaning: "When." }),
    moved_on: column("date", { meaning: "Local day of moved_at." }),
    kind: column("text", {
      unit: "new, expansion, reactivation, resume, switch_in, contraction, churn, pause, switch_out, discount_change",
      meaning: "Why, decided once per customer and currency.",
    }),
    amount: column("bigint", { unit: "minor units a year", meaning: "Signed change." }),
  },
});

/** Subscriptions that ended and were not replaced, with what they had standing in the instant before. */
export const subscriptionEnd = defineTable({
  name: "subscription_end",
  meaning: "One subscription that ended, by its effective date.",
  key: ["basis", "subscription_id", "ended_at"],
  columns: {
    ...arrSlice,
    ended_at: column("timestamp", { unit: "µs UTC", meaning: "Effective end." }),
    ended_on: column("date", { meaning: "Local day of ended_at." }),
    cancel_reason: optional("text", { meaning: "Why it ended." }),
    cancel_type: optional("text", { unit: "voluntary or involuntary", meaning: "Whether the customer chose it." }),
    amount: column("bigint", { unit: "minor units a year", meaning: "ARR in the instant before; 0 if not paying." }),
  },
});

/** What a warehouse precomputes at load. */
export const rollups: readonly Table[] = [person, userDay, activityGap, arrSpan, arrMovement, subscriptionEnd];
