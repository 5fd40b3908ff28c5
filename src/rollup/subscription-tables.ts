import { column, defineTable, optional } from "../schema/table.ts";
import { arrSlice } from "./arr-slice.ts";

/** Requests to cancel: made, withdrawn, and what is pending as signed changes whose sum is the stock. */
export const cancelMovement = defineTable({
  name: "cancel_movement",
  meaning: "One request to cancel that was made or withdrawn, or one change of what is pending.",
  key: ["basis", "moved_at", "subscription_id", "kind"],
  columns: {
    ...arrSlice,
    moved_at: column("timestamp", { unit: "µs UTC", meaning: "When." }),
    moved_on: column("date", { meaning: "Local day of moved_at." }),
    kind: column("text", {
      unit: "requested, withdrawn or pending",
      meaning: "What happened; the sum of all pending up to a day is what is pending at its close.",
    }),
    cancel_reason: optional("text", { meaning: "Why, in the source's words." }),
    cancel_type: optional("text", { unit: "voluntary or involuntary", meaning: "Whether the customer chose it." }),
    amount: column("bigint", {
      unit: "minor units a year",
      meaning: "ARR in the instant before; signed where it is a change of what is pending.",
    }),
  },
});

/** The first trial of every subscription that had one, and when it began to pay. */
export const trial = defineTable({
  name: "trial",
  meaning: "One subscription's trial, and when the subscription began to pay after it began.",
  key: ["subscription_id"],
  columns: {
    user_id: arrSlice.user_id,
    subscription_id: arrSlice.subscription_id,
    currency: column("text", { unit: "ISO 4217", meaning: "Currency of the price on trial." }),
    plan: optional("text", { meaning: "The plan on trial." }),
    billing_interval: column("text", { unit: "week, month or year", meaning: "Its billing interval." }),
    country: arrSlice.country,
    platform: arrSlice.platform,
    started_at: column("timestamp", { unit: "µs UTC", meaning: "When the trial began." }),
    started_on: column("date", { meaning: "Local day of started_at." }),
    paying_at: optional("timestamp", {
      unit: "µs UTC",
      meaning: "When it first paid after that; empty until it does.",
    }),
  },
});

/** Which plan each user pays for, so that activity can be cut by it. */
export const userPlan = defineTable({
  name: "user_plan",
  meaning: "What a user paid for during [from_at, to_at): of several subscriptions the one with the greatest ARR.",
  key: ["user_id", "from_at"],
  columns: {
    user_id: column("text", { meaning: "The user." }),
    from_at: column("timestamp", { unit: "µs UTC", meaning: "Since when." }),
    to_at: optional("timestamp", { unit: "µs UTC", meaning: "Until when, exclusive; empty while it stands." }),
    from_on: column("date", { meaning: "First local day at whose end it stands." }),
    to_on: optional("date", { meaning: "First local day at whose end it no longer stands." }),
    plan: optional("text", { meaning: "The plan." }),
    billing_interval: column("text", { unit: "week, month or year", meaning: "How it is billed." }),
  },
});
