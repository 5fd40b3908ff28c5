import { column, defineTable } from "../table.ts";

/** Second names of people: whoever acts as `alias_id` is `user_id`; followed to the end. */
export const alias = defineTable({
  name: "alias",
  meaning: "Whoever acts as alias_id is user_id.",
  key: ["alias_id"],
  columns: {
    alias_id: column("text", { meaning: "An anonymous or older id." }),
    user_id: column("text", { meaning: "The id it stands for." }),
    received_at: column("timestamp", { unit: "µs UTC", meaning: "When it was learnt." }),
  },
});
