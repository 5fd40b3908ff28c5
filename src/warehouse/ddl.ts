import type { Table } from "../schema/table.ts";
import type { Dialect } from "../sql/dialect.ts";

/**
 * `create table` of `table` in a dialect's words; every name quoted, missing values allowed only where the table says so. A
 * temporary one is the session's, and stands in front of one of the same name.
 */
export function createTable(table: Table, dialect: Dialect, kind: "table" | "temp table" = "table"): string {
  const columns = Object.entries(table.columns).map(
    ([name, { type, nullable }]) => `  "${name}" ${dialect.types[type]}${nullable ? "" : " not null"}`,
  );
  return `create ${kind} "${table.name}" (\n${columns.join(",\n")}\n)`;
}
