import { alias } from "../schema/tables/alias.ts";
import type { ImportShape } from "./import-shape.ts";
import { readInstant, readText } from "./target.ts";

/** Aliases: whoever acts as `alias_id` is `user_id`. When it was learnt is the import's own time unless it is mapped. */
export const aliasShape: ImportShape = {
  kind: "aliases",
  table: alias,
  targets: [
    { name: "alias_id", column: "alias_id", read: readText, unreadable: null, missing: "no alias" },
    { name: "user_id", column: "user_id", read: readText, unreadable: null, missing: "no user" },
    { name: "received_at", column: "received_at", read: readInstant, unreadable: "not an instant" },
  ],
  required: ["alias_id", "user_id"],
  timeColumn: "received_at",
  check: () => null,
};
