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

/** The statement that makes the partition of `month` (YYYY-MM) where it is missing; null for a table without partitions. */
export function createPartition(table: Table, schema: string, month: string): string | null {
  if (partitionedBy[table.name] === undefined) return null;
  const [year = 0, number = 0] = month.split("-").map(Number);
  const end =
    number === 12
      ? `${String(year + 1).padStart(4, "0")}-01-01`
      : `${month.slice(0, 5)}${String(number + 1).padStart(2, "0")}-01`;
  const partition = named(schema, `${table.name}_${month.replace("-", "_")}`);
  return `create table if not exists ${partition} partition of ${named(schema, table.name)} for values from ('${month}-01') to ('${end}')`;
}

/** The name of a table of `schema`, quoted. */
export function named(schema: string, table: string): string {
  return `"${schema.replaceAll('"', '""')}"."${table}"`;
}
