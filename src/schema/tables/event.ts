import { column, defineTable, optional } from "../table.ts";

/** User interactions: one row per thing a user did. The first of the seed's three datasets. */
export const event = defineTable({
  name: "event",
  meaning: "One thing that one user did at one instant.",
  key: ["event_id"],
  columns: {
    event_id: column("text", { meaning: "Identity of the event; of rows that share it, one counts." }),
    user_id: column("text", { meaning: "Who did it, as the source names people." }),
    event_name: column("text", { meaning: "What was done, e.g. project_created." }),
    occurred_at: column("timestamp", { unit: "µs UTC", meaning: "When it happened." }),
    received_at: column("timestamp", { unit: "µs UTC", meaning: "When the source's collector received it." }),
    source_seq: column("bigint", { meaning: "Order within its source; breaks ties between equal instants." }),
    platform: optional("text", { meaning: "web, ios, android, …" }),
    country: optional("text", { unit: "ISO 3166-1 alpha-2", meaning: "Where the user was." }),
    user_type: optional("text", { meaning: "new or returning, as the source said it at the time." }),
    project_id: optional("text", { meaning: "The project that was opened, created or exported." }),
    properties: optional("text", { unit: "JSON object", meaning: "Only what a mapping or an allow-list names." }),
  },
});
