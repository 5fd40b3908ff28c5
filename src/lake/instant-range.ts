import { getInt64, type ColumnData } from "../schema/batch.ts";
import type { Table } from "../schema/table.ts";

/** The earliest and the latest instant of a file, in µs UTC; null where it has none. */
export interface InstantRange {
  readonly minInstant: number | null;
  readonly maxInstant: number | null;
}

/** Of a file without rows, or of a table that does not lie in time. */
export const noInstants: InstantRange = { minInstant: null, maxInstant: null };

const timeColumns: Readonly<Record<string, string>> = { event: "occurred_at", subscription: "valid_from" };

/** The column that says when a row of `table` belongs; null for tables that do not lie in time. */
export function timeColumn(table: Table): string | null {
  return timeColumns[table.name] ?? null;
}

/** `range` widened to the first `rows` values of `data`, which must be 64-bit instants. */
export function widenRange(range: InstantRange, data: ColumnData, rows: number): InstantRange {
  if (data.kind !== "int64") throw new Error(`A time column came as ${data.kind}; it must be int64.`);
  const [first, last] = extent(data, rows);
  if (first > last) return range;
  return {
    minInstant: Math.min(first, range.minInstant ?? first),
    maxInstant: Math.max(last, range.maxInstant ?? last),
  };
}

/** The least and the greatest of the first `rows` values that are there; the first above the last where none is. */
function extent({ words, valid }: Extract<ColumnData, { kind: "int64" }>, rows: number): readonly [number, number] {
  let [first, last] = [Infinity, -Infinity];
  for (let row = 0; row < rows; row++) {
    if (valid?.[row] === 0) continue;
    const instant = getInt64(words, row);
    if (instant < first) first = instant;
    if (instant > last) last = instant;
  }
  return [first, last];
}
