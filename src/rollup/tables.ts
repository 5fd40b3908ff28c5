import { column, defineTable, optional, type Table } from "../schema/table.ts";
import { activityTables } from "./activity-tables.ts";
import { arrDay } from "./arr-day.ts";
import { arrKept } from "./arr-kept.ts";
import { arrSlice } from "./arr-slice.ts";
import { cancelDay } from "./cancel-day.ts";
import { cancelMovement, trial, userPlan } from "./subscription-tables.ts";

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
    back_at: optional("timestamp", {
      unit: "µs UTC",
      meaning: "When the subscription pays again for the first time after this; empty until it does.",
    }),
    term_ends_at: optional("timestamp", {
      unit: "µs UTC",
      meaning:
        "End of the running term of a plan of a year or longer: as told, else a term after it was first billed so.",
    }),
    term_months: optional("integer", { unit: "months", meaning: "Length of that term; empty for shorter plans." }),
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
export const rollups: readonly Table[] = [
  ...activityTables,
  arrSpan,
  arrMovement,
  arrDay,
  arrKept,
  subscriptionEnd,
  cancelDay,
  cancelMovement,
  trial,
  userPlan,
];
