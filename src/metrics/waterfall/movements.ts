/** Movements that add to ARR, each positive, in the order in which they are read. */
export const gains = ["new", "expansion", "reactivation", "resume", "switch_in"] as const;

/** Movements that take from ARR, each told as a positive amount. */
export const losses = ["contraction", "churn", "pause", "switch_out"] as const;

/** Movements that go either way and keep their sign. */
export const signed = ["discount_change", "fx"] as const;

/** Every movement of the waterfall, in the order of its columns. */
export const movements = [...gains, ...losses, ...signed] as const;

/** The name of a movement, as the ledger and answers have it. */
export type Movement = (typeof movements)[number];

/** What subscriptions that ended had standing: all, and those billed by month or by year. */
export const cancels = ["cancel_arr", "cancel_arr_monthly", "cancel_arr_yearly"] as const;

/**
 * The bridge from cancel ARR to the movements: what ended while nothing else of the customer's stands is churn at cancel,
 * what ended beside something that goes on is contraction by cancel; the two are cancel ARR.
 */
export const bridge = ["churn_at_cancel", "contraction_by_cancel"] as const;

/** Every figure of the contract's row that is an amount, in the order of the columns. */
export const amounts = ["opening", ...movements, "closing", ...cancels] as const;

/** What is left of the ARR that stood at the opening, without and with what those customers added. */
export const rates = ["grr", "nrr"] as const;
