import type { Column, Table } from "../../schema/table.ts";
import { clickhouse } from "../../sql/dialects/clickhouse.ts";

/** The column whose month a table is partitioned by. */
const partitionedBy: Readonly<Record<string, string>> = { event: "occurred_at", user_day: "event_date" };

/** What rows are sorted by; by its key where a table is not named. Only columns that every row fills. */
const sortedBy: Readonly<Record<string, readonly string[]>> = {
  event: ["event_name", "event_date", "user_id", "occurred_at"],
  user_day: ["event_date", "user_key"],
};

/** Columns of few different values. */
const repeated = [
  "event_name",
  "platform",
  "country",
  "user_type",
  "user_type_at_event",
  "plan",
  "currency",
  "table_name",
];

/** `create table` of a table in `database`. */
export function createClickhouseTable(table: Table, database: string): string {
  const columns = Object.entries(table.columns).map(([name, column]) => `  "${name}" ${typeOf(name, column)}`);
  const by = partitionedBy[table.name];
  const order = (sortedBy[table.name] ?? table.key).filter((name) => table.columns[name]?.nullable === false);
  const list = order.map((name) => `"${name}"`).join(", ");
  return `create table if not exists "${database}"."${table.name}" (
${columns.join(",\n")}
) engine = MergeTree${by === undefined ? "" : `\npartition by toYYYYMM("${by}")`}
order by (${list})`;
}

function typeOf(name: string, { type, nullable }: Column): string {
  const plain = clickhouse.types[type];
  const missing = nullable ? `Nullable(${plain})` : plain;
  return type === "text" && repeated.includes(name) ? `LowCardinality(${missing})` : missing;
}
