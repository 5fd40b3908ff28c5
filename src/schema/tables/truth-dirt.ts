import { column, defineTable, optional } from "../table.ts";

/** What a dirty simulation did to its rows: one row for each event row and each fault it has. */
export const truthDirt = defineTable({
  name: "truth_dirt",
  meaning: "One fault of one simulated event row.",
  key: ["shard", "event_id", "fault", "user_id", "happened_at"],
  columns: {
    shard: column("integer", { meaning: "The shard that spoilt it." }),
    event_id: optional("text", { meaning: "The row's event; empty where the row could not be told at all." }),
    fault: column("text", { meaning: "duplicate, conflict, late, clock_skew, missing_platform, …" }),
    user_id: column("text", { meaning: "Who did it in truth." }),
    happened_at: column("timestamp", { unit: "µs UTC", meaning: "When it happened in truth." }),
    is_recoverable: column("integer", { unit: "0 or 1", meaning: "Whether the figures come out right nevertheless." }),
  },
});
