import { column, defineTable, optional } from "../table.ts";

/** Periods whose published figures moved because of late or corrected data. */
export const restatement = defineTable({
  name: "restatement",
  meaning: "A figure of a complete period that moved when later data were loaded.",
  key: ["generation", "metric", "grain", "period", "currency"],
  columns: {
    generation: column("bigint", { meaning: "The generation that moved it." }),
    metric: column("text", { meaning: "Which metric, of everybody." }),
    grain: column("text", { meaning: "day, week, month, …" }),
    period: column("date", { meaning: "First day of the period." }),
    currency: optional("text", { meaning: "Currency of an amount, in minor units; empty for counts." }),
    before: column("bigint", { meaning: "The figure until then." }),
    after: column("bigint", { meaning: "The figure since then." }),
    late: column("bigint", {
      unit: "events or subscriptions",
      meaning:
        "Events of the period that arrived with this load and count; of ARR, subscriptions that it told otherwise.",
    }),
    deduplicated: column("bigint", {
      unit: "events",
      meaning: "Events of the period that this load found twice, or that another body replaced.",
    }),
    cause: column("text", { meaning: "The same in words; what else moved it, such as new aliases." }),
  },
});
