import { column, defineTable, optional } from "../table.ts";

/**
 * The simulator's answer key: one row per metric, period and slice, counted while simulating. Users of one shard occur
 * in no other, so the key of a company is the sum of `value` over its shards.
 */
export const truth = defineTable({
  name: "truth",
  meaning: "What a metric must answer for one period and slice, summed over shards.",
  key: ["shard", "metric", "grain", "period", "dimension", "dimension_value", "currency"],
  columns: {
    shard: column("integer", { meaning: "The shard that counted it." }),
    metric: column("text", { meaning: "Name of the metric." }),
    grain: column("text", { unit: "day, week, month, quarter", meaning: "Length of the period." }),
    period: column("date", { meaning: "First day of the period." }),
    dimension: optional("text", { meaning: "The dimension sliced by; empty for the whole." }),
    dimension_value: optional("text", { meaning: "The slice." }),
    currency: optional("text", { unit: "ISO 4217", meaning: "Of amounts; empty for counts." }),
    value: column("bigint", { unit: "count or minor units", meaning: "The answer." }),
  },
});
