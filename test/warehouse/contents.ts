import { name, sql } from "../../src/sql/fragment.ts";
import { storedTables } from "../../src/warehouse/duckdb/stored-tables.ts";
import type { Reader, ResultRow } from "../../src/warehouse/warehouse.ts";

/** What a table holds: each row as one text, in order. */
export type Contents = Readonly<Record<string, readonly string[]>>;

/** They say how the data came in, not what they are. */
const bookkeeping = ["load", "event_drop", "lake_file"];

/** Numbers a warehouse hands out as it likes. */
const keys = ["user_key"];

const compared = [...storedTables.map((table) => table.name).filter((table) => !bookkeeping.includes(table)), "event"];

/**
 * Everything that questions are asked of, and how many rows were dropped as duplicates and as conflicts, so that two
 * warehouses can be compared. A user's number is replaced by the user.
 */
export async function contentsOf(reader: Reader): Promise<Contents> {
  const rowsOf = (table: string) => reader.run(sql`select * from ${name(table)}`);
  const users = new Map((await rowsOf("person")).map((row) => [row["user_key"], row["user_id"]]));
  const contents: Record<string, readonly string[]> = {};
  for (const table of compared) {
    const rows = (await rowsOf(table)).map((row) => spelled(row, users));
    contents[table] = (table === "user_day" ? summed(rows) : rows.map((row) => JSON.stringify(row))).toSorted();
  }
  const dropped = await reader.run(sql`select kind, count(*) as n from event_drop group by kind`);
  return { ...contents, event_drop: dropped.map((row) => JSON.stringify(row)).toSorted() };
}

function spelled(row: ResultRow, users: ReadonlyMap<unknown, unknown>): ResultRow {
  const cells = Object.entries(row).filter(([key]) => !keys.includes(key));
  const user = row["user_key"];
  return Object.fromEntries(user === undefined ? cells : [...cells, ["user", String(users.get(user))]]);
}

/** Rows of `user_day` with equal keys count as one: the table is always summed. */
function summed(rows: readonly ResultRow[]): string[] {
  const events = new Map<string, number>();
  for (const { events: count, ...rest } of rows) {
    const key = JSON.stringify(rest);
    events.set(key, (events.get(key) ?? 0) + Number(count));
  }
  return [...events].map(([key, count]) => `${key} ${count}`);
}
