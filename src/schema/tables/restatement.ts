import { column, defineTable } from "../table.ts";

/** Periods whose published figures moved because of late or corrected data. */
export const restatement = defineTable({
  name: "restatement",
  meaning: "A published period that moved when later data were loaded.",
  key: ["generation", "metric", "grain", "period"],
  columns: {
    generation: column("bigint", { meaning: "The generation that moved it." }),
    metric: column("text", { meaning: "Which metric." }),
    grain: column("text", { meaning: "day, week, month, …" }),
    period: column("date", { meaning: "First day of the period." }),
    before: column("bigint", { meaning: "The figure until then." }),
    after: column("bigint", { meaning: "The figure since then." }),
    cause: column("text", { meaning: "How many rows were late, how many deduplicated." }),
  },
});
