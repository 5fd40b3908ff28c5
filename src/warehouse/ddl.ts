import type { Table } from "../schema/table.ts";
import type { Dialect } from "../sql/dialect.ts";

/** `create table` of `table` in a dialect's words; every name quoted, missing values allowed only where the table says so. */
export function createTable(table: Table, dialect: Dialect): string {
  const columns = Object.entries(table.columns).map(
    ([name, { type, nullable }]) => `  "${name}" ${dialect.types[type]}${nullable ? "" : " not null"}`,
  );
  return `create table "${table.name}" (\n${columns.join(",\n")}\n)`;
}
