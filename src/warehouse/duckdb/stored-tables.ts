import { rollups } from "../../rollup/tables.ts";
import { column, defineTable, type Table } from "../../schema/table.ts";
import { calendar } from "../../schema/tables/calendar.ts";
import { fxRate } from "../../schema/tables/fx-rate.ts";
import { load } from "../../schema/tables/load.ts";
import { restatement } from "../../schema/tables/restatement.ts";
import { subscription } from "../../schema/tables/subscription.ts";
import { timezoneOffset } from "../../schema/tables/timezone-offset.ts";

/** Rows of lake files that do not count: duplicates, and other bodies under a known event_id. */
const eventDrop = defineTable({
  name: "event_drop",
  meaning: "One row of a lake file that does not count.",
  key: ["file_key", "file_row"],
  columns: {
    file_key: column("integer", { meaning: "lake_file.file_key" }),
    file_row: column("bigint", { unit: "0 = first row", meaning: "Position in the file." }),
    kind: column("text", { unit: "duplicate or conflict", meaning: "Why it does not count." }),
  },
});

/** The lake files that a generation was built from. */
const lakeFile = defineTable({
  name: "lake_file",
  meaning: "One lake file that this generation was built from.",
  key: ["file_key"],
  columns: {
    file_key: column("integer", { meaning: "Number of the file in this warehouse." }),
    path: column("text", { meaning: "Path in the lake." }),
    table_name: column("text", { meaning: "event, subscription or alias." }),
    sha256: column("text", { meaning: "Its hash, checked when it was loaded." }),
    commit_number: column("bigint", { meaning: "The commit that added it." }),
  },
});

/** Ids that stand for somebody: the lake's aliases, followed to the end. */
const personAlias = defineTable({
  name: "person_alias",
  meaning: "Whoever acts as alias_id is user_id, who is nobody's alias.",
  key: ["alias_id"],
  columns: {
    alias_id: column("text", { meaning: "An anonymous or older id." }),
    user_id: column("text", { meaning: "The user it stands for." }),
  },
});

/** Every table that a generation's database holds. Events are not among them: they stay in the lake's files. */
export const storedTables: readonly Table[] = [
  calendar,
  subscription,
  fxRate,
  timezoneOffset,
  load,
  restatement,
  eventDrop,
  lakeFile,
  personAlias,
  ...rollups,
];
