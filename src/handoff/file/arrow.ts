import {
  bool,
  dateDay,
  float64,
  int64,
  tableFromArrays,
  tableToIPC,
  TimeUnit,
  timestamp,
  utf8,
} from "@uwdata/flechette";
import type { Table, TableRow, TableType } from "../table.ts";

/** `table` in Arrow's IPC file format: dates are Date32, instants UTC timestamps in µs, counts and money Int64. */
export function arrowBytes({ columns, rows }: Table): Uint8Array {
  const arrays = Object.fromEntries(
    columns.map(({ name, type }) => [name, rows.map((row) => arrowValue(row[name], type))]),
  );
  const types = Object.fromEntries(columns.map(({ name, type }) => [name, arrowType(type)]));
  const bytes = tableToIPC(tableFromArrays(arrays, { types }), { format: "file" });
  if (bytes === null) throw new Error("The Arrow encoder wrote its bytes elsewhere");
  return bytes;
}

function arrowType(type: TableType) {
  switch (type) {
    case "text":
      return utf8();
    case "bigint":
      return int64();
    case "double":
      return float64();
    case "date":
      return dateDay();
    case "timestamp":
      return timestamp(TimeUnit.MICROSECOND, "UTC");
    case "boolean":
      return bool();
  }
}

function arrowValue(
  value: TableRow[string] | undefined,
  type: TableType,
): string | number | boolean | bigint | Date | null {
  if (value === undefined || value === null) return null;
  if (type === "bigint") return BigInt(value);
  return type === "date" || type === "timestamp" ? new Date(String(value)) : value;
}
