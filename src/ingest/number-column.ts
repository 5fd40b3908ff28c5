import { type ColumnData, setInt64 } from "../schema/batch.ts";

/** Collects the safe integers of one column, row by row. */
export interface NumberColumn {
  push(value: number | null): void;
  /** The value of a row; NaN where it is missing. */
  at(row: number): number;
  /** The rows `order` names, in that order; all as they came where it is null. */
  take(order: Uint32Array | null): ColumnData;
}

/** A collector for a column of 32 or 64 bits. */
export function createNumberColumn(kind: "int32" | "int64"): NumberColumn {
  let values = new Float64Array(1_024);
  let rows = 0;
  let missing = 0;

  function push(value: number | null): void {
    if (rows === values.length) {
      const grown = new Float64Array(2 * rows);
      grown.set(values);
      values = grown;
    }
    if (value === null) missing++;
    values[rows++] = value ?? Number.NaN;
  }

  function at(row: number): number {
    return values[row] ?? Number.NaN;
  }

  function take(order: Uint32Array | null): ColumnData {
    const count = order?.length ?? rows;
    const valid = new Uint8Array(missing > 0 ? count : 0);
    const numbers = new Int32Array(kind === "int32" ? count : 0);
    const words = new Uint32Array(kind === "int64" ? 2 * count : 0);
    for (let to = 0; to < count; to++) {
      const value = at(order === null ? to : (order[to] ?? 0));
      if (Number.isNaN(value)) continue;
      if (missing > 0) valid[to] = 1;
      if (kind === "int32") numbers[to] = value;
      else setInt64(words, to, value);
    }
    const nullable = missing > 0 ? { valid } : {};
    return kind === "int32" ? { kind, values: numbers, ...nullable } : { kind, words, ...nullable };
  }

  return { push, at, take };
}
