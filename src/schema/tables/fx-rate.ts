import { column, defineTable } from "../table.ts";

/** Declared exchange rates; without them amounts of two currencies are never added. */
export const fxRate = defineTable({
  name: "fx_rate",
  meaning: "What one unit of a currency is worth in another from a date on.",
  key: ["from_currency", "to_currency", "valid_from"],
  columns: {
    from_currency: column("text", { unit: "ISO 4217", meaning: "Currency converted from." }),
    to_currency: column("text", { unit: "ISO 4217", meaning: "Currency converted to." }),
    valid_from: column("date", { meaning: "First local day on which the rate holds." }),
    rate_numerator: column("bigint", { meaning: "Rate = numerator ÷ denominator, in major units." }),
    rate_denominator: column("bigint", { meaning: "See rate_numerator." }),
  },
});
