import type { Table } from "./table.ts";

/** A value may be missing only where `valid` says so: 1 = present, 0 = missing; absent = all present. */
interface Nullable {
  readonly valid?: Uint8Array;
}

/**
 * The values of one column, at least as many as the batch has rows.
 * - `int32`: integers and dates (days since 1970-01-01).
 * - `int64`: bigints and timestamps (µs); two little-endian 32-bit words a value, low word first.
 * - `dictionary`: few distinct texts; `codes[row]` indexes `dictionary`, where null means missing.
 * - `numbered`: ids such as e17: `prefix` + an int64, so that no string crosses into the engine.
 * - `utf8`: texts as their bytes, one behind the other; `ends[row]` is where a row's text ends and the next one begins.
 * - `text`: anything else.
 */
export type ColumnData =
  | ({ readonly kind: "int32"; readonly values: Int32Array } & Nullable)
  | ({ readonly kind: "int64"; readonly words: Uint32Array } & Nullable)
  | {
      readonly kind: "dictionary";
      readonly codes: Uint8Array | Uint16Array;
      readonly dictionary: readonly (string | null)[];
    }
  | ({ readonly kind: "numbered"; readonly prefix: string; readonly words: Uint32Array } & Nullable)
  | ({ readonly kind: "utf8"; readonly bytes: Uint8Array; readonly ends: Uint32Array } & Nullable)
  | { readonly kind: "text"; readonly values: readonly (string | null)[] };

/** A run of rows of one table, column by column; `columns` has every column of `table` and nothing else. */
export interface ColumnBatch {
  readonly table: Table;
  readonly rows: number;
  readonly columns: Readonly<Record<string, ColumnData>>;
}

const two32 = 4_294_967_296;

/** Write the safe integer `value` as the `row`-th 64-bit value of `words`. */
export function setInt64(words: Uint32Array, row: number, value: number): void {
  const high = Math.floor(value / two32);
  words[2 * row] = value - high * two32;
  words[2 * row + 1] = high;
}

/** The `row`-th 64-bit value of `words`; exact for safe integers. */
export function getInt64(words: Uint32Array, row: number): number {
  return ((words[2 * row + 1] ?? 0) | 0) * two32 + (words[2 * row] ?? 0);
}
