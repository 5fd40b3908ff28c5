import type { Table } from "../../schema/table.ts";
import { postgres } from "../../sql/dialects/postgres.ts";
import { createTable } from "../ddl.ts";

/** The column whose month a table is partitioned by. */
const partitionedBy: Readonly<Record<string, string>> = { event: "occurred_at", user_day: "event_date" };

/** Columns that questions look for, by table. Block ranges where rows come in that order anyway; they cost nothing. */
const indexes: Readonly<
  Record<string, readonly { readonly method: "btree" | "brin"; readonly columns: readonly string[] }[]>
> = {
  event: [{ method: "brin", columns: ["occurred_at", "chunk"] }],
  user_day: [{ method: "brin", columns: ["event_date", "chunk"] }],
  person: [
    { method: "btree", columns: ["user_key"] },
    { method: "btree", columns: ["user_id"] },
  ],
  activity_gap: [{ method: "btree", columns: ["dimension", "active_on"] }],
  arr_movement: [{ method: "btree", columns: ["moved_on"] }],
  calendar: [{ method: "btree", columns: ["date"] }],
};

/** `create table` of a table in `schema`; text is compared and ordered by bytes, as everywhere else. */
export function createPostgresTable(table: Table, schema: string): string {
  const by = partitionedBy[table.name];
  const byBytes = { ...postgres, types: { ...postgres.types, text: `varchar collate "C"` } };
  const created = createTable(table, byBytes).replace(
    `create table "${table.name}"`,
    `create table if not exists ${named(schema, table.name)}`,
  );
  return by === undefined ? created : `${created} partition by range ("${by}")`;
}

/** The statements that index a table of `schema`; none where every question reads all of it. */
export function createPostgresIndexes(table: Table, schema: string): readonly string[] {
  return (indexes[table.name] ?? []).map(({ method, columns }) => {
    const list = columns.map((column) => `"${column}"`).join(", ");
    const name = `${table.name}_${columns.join("_")}`;
    return `create index if not exists "${name}" on ${named(schema, table.name)} using ${method} (${list})`;
  });
}

/** What the partition of `month` (YYYY-MM) is called; null for a table without partitions. */
export function partitionName(table: Table, month: string): string | null {
  return partitionedBy[table.name] === undefined ? null : `${table.name}_${month.replace("-", "_")}`;
}

/** The statement that makes a table's partition of `month` (YYYY-MM) where it is missing. */
export function createPartition(table: Table, schema: string, month: string): string {
  const [year = 0, number = 0] = month.split("-").map(Number);
  const end =
    number === 12
      ? `${String(year + 1).padStart(4, "0")}-01-01`
      : `${month.slice(0, 5)}${String(number + 1).padStart(2, "0")}-01`;
  const partition = named(schema, partitionName(table, month) ?? table.name);
  return `create table if not exists ${partition} partition of ${named(schema, table.name)} for values from ('${month}-01') to ('${end}')`;
}

/** What the planner is told about after a load, by table; of events only what questions compare. */
const analyzed: Readonly<Record<string, readonly string[]>> = {
  event: ["event_name", "event_date", "occurred_at", "user_id", "platform", "country", "user_type", "chunk"],
  user_day: ["event_date", "user_key", "platform", "country", "user_type", "chunk"],
  tidemark_chunk: ["generation", "table_name", "chunk"],
};

/** The statement that measures what the planner goes by. */
export function analyzeStatement(schema: string): string {
  const tables = Object.entries(analyzed).map(([table, columns]) => {
    return `${named(schema, table)} (${columns.map((column) => `"${column}"`).join(", ")})`;
  });
  return `analyze ${tables.join(", ")}`;
}

/** Whether the rows of a table stand in its partitions alone. */
export function isPartitioned({ name }: Table): boolean {
  return partitionedBy[name] !== undefined;
}

/** The name of a table of `schema`, quoted. */
export function named(schema: string, table: string): string {
  return `"${schema.replaceAll('"', '""')}"."${table}"`;
}
