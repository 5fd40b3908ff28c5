import { column, defineTable, optional } from "../table.ts";

/**
 * The full answer key beyond single metrics: what lifecycle, retention, funnel, stickiness and the ARR ledger must answer,
 * counted by a second pass over what a shard told. Its rows add up over shards and parts; a figure without a row is 0.
 */
export const truthAnswer = defineTable({
  name: "truth_answer",
  meaning: "One figure that a question's answer must have, summed over shards and parts.",
  key: ["shard", "part", "question", "grain", "period", "dimension", "dimension_value", "currency", "name", "position"],
  columns: {
    shard: column("integer", { meaning: "The shard that counted it." }),
    part: column("text", {
      unit: "clean or residual",
      meaning: "The clean company's answer, or by how much the best possible answer from its dirty rows differs.",
    }),
    question: column("text", { meaning: "The question as it is typed, without range, grain and breakdown." }),
    grain: column("text", { unit: "day, week, month, quarter or total", meaning: "Length of the period." }),
    period: column("date", { meaning: "First day of the period or cohort." }),
    dimension: optional("text", { meaning: "The dimension sliced by; empty for the whole." }),
    dimension_value: optional("text", { meaning: "The slice." }),
    currency: optional("text", { unit: "ISO 4217", meaning: "Of amounts; empty for counts." }),
    name: column("text", { meaning: "Which figure: a stage, a movement, users …" }),
    position: column("bigint", { meaning: "Which of the figures of that name: periods since the cohort, the step …" }),
    value: column("bigint", { unit: "count or minor units", meaning: "The figure." }),
  },
});
