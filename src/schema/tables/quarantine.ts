import { column, defineTable, optional } from "../table.ts";

/** Rows that could not be read or may not count, kept with where they stood and why. */
export const quarantine = defineTable({
  name: "quarantine",
  meaning: "A row of a source that could not be loaded.",
  key: ["file", "line", "reason"],
  columns: {
    file: column("text", { meaning: "The source file as it was named." }),
    line: column("bigint", { unit: "1 = first line", meaning: "Line on which the row starts." }),
    column: optional("text", { meaning: "The column at fault." }),
    reason: column("text", { meaning: "Why the row was not loaded." }),
    raw: optional("text", { meaning: "The row as it stood, unless keeping it was turned off." }),
  },
});
