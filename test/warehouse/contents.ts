import { name, sql } from "../../src/sql/fragment.ts";
import { storedTables } from "../../src/warehouse/duckdb/stored-tables.ts";
import type { Reader, ResultRow } from "../../src/warehouse/warehouse.ts";

/** What a table holds: each row as one text, in order. */
export type Contents = Readonly<Record<string, readonly string[]>>;

/** They say how the data came in, not what they are. */
const bookkeeping = ["load", "restatement", "event_drop", "lake_file"];

/** Numbers a warehouse hands out as it likes: of users, and of kinds of event. */
const keys = ["user_key", "event_word", "event_mask"];

const numbering = ["event_kind"];

const compared = [
  ...storedTables.map((table) => table.name).filter((table) => ![...bookkeeping, ...numbering].includes(table)),
  "event",
];

/**
 * Everything that questions are asked of, and how many rows were dropped as duplicates and as conflicts, so that two
 * warehouses can be compared. A user's number is replaced by the user, a bitmask by the kinds of event it stands for.
 */
export async function contentsOf(reader: Reader): Promise<Contents> {
  const rowsOf = (table: string) => reader.run(sql`select * from ${name(table)}`);
  const users = new Map((await rowsOf("person")).map((row) => [row["user_key"], row["user_id"]]));
  const kinds = await rowsOf("event_kind");
  const contents: Record<string, readonly string[]> = {};
  for (const table of compared) {
    const rows = (await rowsOf(table)).map((row) => JSON.stringify(spelled(row, users, kinds)));
    contents[table] = rows.toSorted();
  }
  const dropped = await reader.run(sql`select kind, count(*) as n from event_drop group by kind`);
  return { ...contents, event_drop: dropped.map((row) => JSON.stringify(row)).toSorted() };
}

function spelled(row: ResultRow, users: ReadonlyMap<unknown, unknown>, kinds: readonly ResultRow[]): ResultRow {
  const cells = Object.fromEntries(Object.entries(row).filter(([key]) => !keys.includes(key)));
  const { user_key: user, event_mask: mask, event_word: word } = row;
  const named = kinds.filter((kind) => {
    return kind["event_word"] === word && (BigInt(mask ?? 0) & BigInt(kind["event_bit"] ?? 0)) !== 0n;
  });
  return {
    ...cells,
    ...(user === undefined ? {} : { user: String(users.get(user)) }),
    ...(mask === undefined
      ? {}
      : {
          did: named
            .map((kind) => String(kind["event_name"]))
            .toSorted()
            .join(" "),
        }),
  };
}
