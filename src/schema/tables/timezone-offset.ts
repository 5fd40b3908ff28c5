import { column, defineTable } from "../table.ts";

/** Offsets from UTC of the workspace's timezone; every engine derives local days from this one table. */
export const timezoneOffset = defineTable({
  name: "timezone_offset",
  meaning: "The timezone's offset from UTC during [from_instant, to_instant).",
  key: ["from_instant"],
  columns: {
    from_instant: column("timestamp", { unit: "µs UTC", meaning: "Since when the offset holds." }),
    to_instant: column("timestamp", { unit: "µs UTC", meaning: "Until when, exclusive." }),
    offset_seconds: column("integer", { unit: "s", meaning: "Local time minus UTC." }),
  },
});
