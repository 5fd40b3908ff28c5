import { column, defineTable, optional } from "../table.ts";

/**
 * Subscription versions: a row says what held for one subscription in [valid_from, valid_to). The third of the seed's
 * datasets. A version's identity is (subscription_id, valid_from); a later received_at replaces it.
 */
export const subscription = defineTable({
  name: "subscription",
  meaning: "What held for one subscription during [valid_from, valid_to).",
  key: ["subscription_id", "valid_from"],
  columns: {
    subscription_id: column("text", { meaning: "Identity of the subscription." }),
    user_id: column("text", { meaning: "The customer who holds it." }),
    valid_from: column("timestamp", { unit: "µs UTC", meaning: "Since when this version holds." }),
    valid_to: optional("timestamp", { unit: "µs UTC", meaning: "Until when, exclusive; empty while it stands." }),
    plan: optional("text", { meaning: "The plan's name." }),
    billing_interval: column("text", { unit: "week, month or year", meaning: "Unit of the billing period." }),
    billing_interval_count: column("integer", { meaning: "How many of that unit one invoice covers." }),
    quantity: column("bigint", { meaning: "Seats or units." }),
    unit_price_minor: column("bigint", { unit: "minor units", meaning: "List price of one unit for one period." }),
    discount_minor: column("bigint", { unit: "minor units", meaning: "Fixed discount on one invoice." }),
    discount_basis_points: column("integer", { unit: "0–10,000", meaning: "Discount on what the fixed one leaves." }),
    currency: column("text", { unit: "ISO 4217", meaning: "Currency of every amount of the row." }),
    status: column("text", { unit: "trialing, active, past_due, paused or ended", meaning: "State of the version." }),
    term_ends_at: optional("timestamp", { unit: "µs UTC", meaning: "End of the paid term." }),
    trial_ends_at: optional("timestamp", { unit: "µs UTC", meaning: "End of the trial." }),
    cancel_requested_at: optional("timestamp", { unit: "µs UTC", meaning: "When cancelling was asked for." }),
    cancel_reason: optional("text", { meaning: "Why it ends, in the source's words." }),
    cancel_type: optional("text", { unit: "voluntary or involuntary", meaning: "Whether the customer chose it." }),
    country: optional("text", { unit: "ISO 3166-1 alpha-2", meaning: "The customer's country." }),
    platform: optional("text", { meaning: "Where it was bought." }),
    received_at: column("timestamp", { unit: "µs UTC", meaning: "When the source's system told of this version." }),
  },
});
