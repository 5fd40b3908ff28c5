import { type ColumnData, getInt64, setInt64 } from "../schema/batch.ts";
import { grown } from "./grown.ts";

/** Collects the safe integers of one column, row by row. */
export interface NumberColumn {
  push(value: number | null): void;
  /** The value of a row; 0 where it is missing. */
  at(row: number): number;
  /** The rows `order` names, in that order; all as they came where it is null, and then the column takes no more. */
  take(order: Uint32Array | null): ColumnData;
}

/** A collector for a column of 32 or 64 bits. */
export function createNumberColumn(kind: "int32" | "int64"): NumberColumn {
  const wordsOfValue = kind === "int64" ? 2 : 1;
  let words = new Uint32Array(1_024 * wordsOfValue);
  let rows = 0;
  /** By row, 1 = present; null while no value is missing. */
  let valid: Uint8Array | null = null;

  function push(value: number | null): void {
    if (rows * wordsOfValue === words.length) {
      words = grown(words);
      if (valid !== null) valid = grown(valid);
    }
    if (value === null) valid ??= new Uint8Array(words.length / wordsOfValue).fill(1, 0, rows);
    else {
      if (wordsOfValue === 2) setInt64(words, rows, value);
      else words[rows] = value;
      if (valid !== null) valid[rows] = 1;
    }
    rows++;
  }

  function at(row: number): number {
    return wordsOfValue === 2 ? getInt64(words, row) : (words[row] ?? 0) | 0;
  }

  function take(order: Uint32Array | null): ColumnData {
    const taken = order === null ? words.subarray(0, rows * wordsOfValue) : inOrder(order);
    const nullable = valid === null ? {} : { valid: order === null ? valid.subarray(0, rows) : validIn(order, valid) };
    if (kind === "int64") return { kind, words: taken, ...nullable };
    return { kind, values: new Int32Array(taken.buffer, taken.byteOffset, taken.length), ...nullable };
  }

  function inOrder(order: Uint32Array): Uint32Array {
    const taken = new Uint32Array(order.length * wordsOfValue);
    for (let to = 0; to < order.length; to++) {
      const from = order[to] ?? 0;
      for (let word = 0; word < wordsOfValue; word++)
        taken[to * wordsOfValue + word] = words[from * wordsOfValue + word] ?? 0;
    }
    return taken;
  }

  return { push, at, take };
}

function validIn(order: Uint32Array, valid: Uint8Array): Uint8Array {
  return Uint8Array.from(order, (row) => valid[row] ?? 0);
}
