import type { ColumnData } from "../schema/batch.ts";

/** The texts of one column, each spelled out, row by row. */
export interface SpelledTexts {
  push(value: string | null): void;
  at(row: number): string | null;
  /** The rows `order` names, in that order; all as they came where it is null, and then no more are taken. */
  take(order: Uint32Array | null): ColumnData;
}

const mostBytesOfUnit = 3;

/**
 * Keeps texts as bytes: half a million strings that stay would be copied and marked again and again by the collector of
 * garbage, while those that end with their row cost it nothing. Half a surrogate pair is kept as U+FFFD.
 */
export function createSpelledTexts(): SpelledTexts {
  let bytes = Buffer.allocUnsafeSlow(16_384);
  let ends = new Uint32Array(1_024);
  let valid = new Uint8Array(1_024);
  let [rows, size, missing] = [0, 0, 0];

  function push(value: string | null): void {
    if (rows === ends.length) [ends, valid] = [grown(ends), grown(valid)];
    if (value === null) missing++;
    else {
      if (size + mostBytesOfUnit * value.length > bytes.length) makeRoom(mostBytesOfUnit * value.length);
      size = spell(value);
      valid[rows] = 1;
    }
    ends[rows++] = size;
  }

  /** Write `value` behind what is here; where it ends. */
  function spell(value: string): number {
    let to = size;
    for (let place = 0; place < value.length; place++) {
      const unit = value.charCodeAt(place);
      if (unit > 0x7f) return size + bytes.write(value, size);
      bytes[to++] = unit;
    }
    return to;
  }

  function makeRoom(further: number): void {
    const larger = Buffer.allocUnsafeSlow(Math.max(2 * bytes.length, size + further));
    bytes.copy(larger, 0, 0, size);
    bytes = larger;
  }

  const startOf = (row: number): number => (row === 0 ? 0 : (ends[row - 1] ?? 0));

  function at(row: number): string | null {
    return valid[row] === 1 ? bytes.toString("utf8", startOf(row), ends[row]) : null;
  }

  function take(order: Uint32Array | null): ColumnData {
    const taken = order === null ? { bytes: bytes.subarray(0, size), ends: ends.subarray(0, rows) } : inOrder(order);
    if (missing === 0) return { kind: "utf8", ...taken };
    const present = order === null ? valid.subarray(0, rows) : Uint8Array.from(order, (row) => valid[row] ?? 0);
    return { kind: "utf8", ...taken, valid: present };
  }

  function inOrder(order: Uint32Array): { readonly bytes: Uint8Array; readonly ends: Uint32Array } {
    const ordered = { bytes: new Uint8Array(size), ends: new Uint32Array(order.length) };
    let to = 0;
    for (let place = 0; place < order.length; place++) {
      const row = order[place] ?? 0;
      const end = ends[row] ?? 0;
      for (let from = startOf(row); from < end; from++) ordered.bytes[to++] = bytes[from] ?? 0;
      ordered.ends[place] = to;
    }
    return ordered;
  }

  return { push, at, take };
}

function grown<T extends Uint8Array | Uint32Array>(values: T): T {
  const larger = new (values.constructor as new (length: number) => T)(2 * values.length);
  larger.set(values);
  return larger;
}
