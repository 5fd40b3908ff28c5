import type { ColumnData } from "../schema/batch.ts";
import { grown } from "./grown.ts";
import type { TextView } from "./text-view.ts";

/** The texts of one column, each spelled out, row by row. */
export interface SpelledTexts {
  push(value: string | TextView | null): void;
  /** Below 0 where row `a` has the lesser text, by UTF-16 units; a missing one is empty. */
  compare(a: number, b: number): number;
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

  function push(value: string | TextView | null): void {
    if (rows === ends.length) [ends, valid] = [grown(ends), grown(valid)];
    if (value === null) missing++;
    else {
      size = typeof value === "string" ? spell(value) : copy(value);
      valid[rows] = 1;
    }
    ends[rows++] = size;
  }

  /** Write the text of `view` behind what is here; where it ends. */
  function copy({ bytes: from, start, end }: TextView): number {
    if (size + end - start > bytes.length) makeRoom(end - start);
    let to = size;
    for (let at = start; at < end; at++) bytes[to++] = from[at] ?? 0;
    return to;
  }

  /** Write `value` behind what is here; where it ends. */
  function spell(value: string): number {
    if (size + mostBytesOfUnit * value.length > bytes.length) makeRoom(mostBytesOfUnit * value.length);
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

  function compare(a: number, b: number): number {
    const [endOfA, endOfB] = [ends[a] ?? 0, ends[b] ?? 0];
    let [left, right] = [startOf(a), startOf(b)];
    while (left < endOfA && right < endOfB) {
      const [first = 0, second = 0] = [bytes[left++], bytes[right++]];
      if (first !== second) return rankOf(first) - rankOf(second);
    }
    return endOfA - left - (endOfB - right);
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

  return { push, compare, take };
}

/**
 * The order of UTF-8 by its bytes is that of UTF-16 by its units, but for what two surrogates stand for: its first byte is
 * 0xf0 at least, and comes before U+E000 to U+FFFF, whose first is 0xee or 0xef.
 */
function rankOf(byte: number): number {
  return byte === 0xee || byte === 0xef ? byte + 0x10 : byte;
}
