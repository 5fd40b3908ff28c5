import { column, defineTable, optional } from "../table.ts";

/** Lake commits that a warehouse holds, recorded with the data so that a load is idempotent. */
export const load = defineTable({
  name: "load",
  meaning: "One lake commit that this warehouse holds.",
  key: ["commit_number"],
  columns: {
    commit_number: column("bigint", { meaning: "Number of the commit in the lake's log." }),
    batch_id: column("text", { meaning: "The batch it published." }),
    operation: column("text", { meaning: "simulate, import, …" }),
    events: column("bigint", { unit: "rows", meaning: "Event rows it added." }),
    subscriptions: column("bigint", { unit: "rows", meaning: "Subscription rows it added." }),
    duplicates: column("bigint", { unit: "rows", meaning: "Its rows whose event was known with an equal body." }),
    conflicts: column("bigint", { unit: "rows", meaning: "Its rows whose event_id was known with another body." }),
    committed_at: column("timestamp", { unit: "µs UTC", meaning: "When the lake took the commit." }),
    through: optional("timestamp", { unit: "µs UTC", meaning: "Until when its data were declared complete." }),
  },
});
