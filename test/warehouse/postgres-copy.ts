import { formatDay, formatInstant, parseDay, parseInstant } from "../../src/schema/date.ts";
import type { ColumnType, Table } from "../../src/schema/table.ts";
import { column, defineTable } from "../../src/schema/table.ts";
import { event } from "../../src/schema/tables/event.ts";
import { postgres } from "../../src/sql/dialects/postgres.ts";
import { name, sql } from "../../src/sql/fragment.ts";
import type { Statement } from "../../src/sql/print.ts";
import { createTable } from "../../src/warehouse/ddl.ts";
import { storedTables } from "../../src/warehouse/duckdb/stored-tables.ts";
import type { Reader, ResultRow } from "../../src/warehouse/warehouse.ts";
import type { Client } from "../engines/pg.ts";

/** The events that count, with the local day, as the warehouses hold them. */
const countedEvent: Table = defineTable({
  ...event,
  key: ["event_id"],
  columns: { ...event.columns, event_date: column("date", { meaning: "Local day." }) },
});

const bookkeeping = ["load", "restatement", "event_drop", "lake_file"];

/** The tables that questions are asked of. */
export const askedTables: readonly Table[] = [
  ...storedTables.filter((table) => !bookkeeping.includes(table.name)),
  countedEvent,
];

/** Create `tables` in PostgreSQL and fill them with what `reader` holds; its planner then knows how much that is. */
export async function copyTables(reader: Reader, client: Client, tables: readonly Table[]): Promise<void> {
  for (const table of tables) {
    await client.query(createTable(table, postgres));
    const columns = Object.entries(table.columns);
    const rows = await reader.run(sql`select * from ${name(table.name)}`);
    const records = rows.map((row) =>
      Object.fromEntries(columns.map(([key, { type }]) => [key, spelled(row[key] ?? null, type)])),
    );
    for (let i = 0; i < records.length; i += 20_000) {
      const part = JSON.stringify(records.slice(i, i + 20_000));
      await client.query(
        `insert into "${table.name}" select * from json_populate_recordset(null::"${table.name}", $1)`,
        [part],
      );
    }
  }
  await client.query("analyze");
}

function spelled(value: string | number | null, type: ColumnType): string | number | null {
  if (typeof value !== "number") return value;
  if (type === "date") return formatDay(value);
  return type === "timestamp" ? formatInstant(value).replace("Z", "") : value;
}

/** Run a statement on PostgreSQL; values as a `Reader` returns them. */
export async function runOn(client: Client, statement: Statement): Promise<readonly ResultRow[]> {
  const result = await client.query({
    text: statement.sql,
    values: [...statement.parameters],
    types: { getTypeParser: (oid: number) => (text: string) => parsed(text, oid) },
  });
  return result.rows as ResultRow[];
}

const oids = { bigint: 20, integer: 23, smallint: 21, date: 1082, timestamp: 1114 };

function parsed(text: string, oid: number): string | number | null {
  if (oid === oids.bigint || oid === oids.integer || oid === oids.smallint) return Number(text);
  if (oid === oids.date) return parseDay(text);
  return oid === oids.timestamp ? (parseInstant(text)?.localMicros ?? null) : text;
}

/** Rows in an order that does not depend on who returned them. */
export function sortedRows(rows: readonly ResultRow[]): readonly string[] {
  return rows.map((row) => JSON.stringify(Object.entries(row).toSorted(([a], [b]) => (a < b ? -1 : 1)))).toSorted();
}
