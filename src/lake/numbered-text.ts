import type duckdb from "@duckdb/node-bindings";
import { getInt64 } from "../schema/batch.ts";
import { assignText, copyElements, inlineBytes, lengthBytes, textBytes, vectorRows, type Slice } from "./vector.ts";

/** Fill a vector of text with one slice of `words`, which holds int64 numbers. */
export type NumberedText = (vector: duckdb.Vector, words: Uint32Array, slice: Slice) => void;

const zero = 48;

/**
 * Writes `prefix` + number as the engine's own texts, so that no string is made
 * here and none is put together there. A text that is longer than 12 bytes, or whose number is negative, crosses alone.
 */
export function numberedText(prefix: string): NumberedText {
  const letters = Buffer.from(prefix);
  const bytes = new Uint8Array(textBytes * vectorRows);
  const lengths = new Int32Array(bytes.buffer);
  return (vector, words, { from, count }) => {
    const apart: number[] = [];
    bytes.fill(0, 0, textBytes * count);
    for (let row = 0; row < count; row++) {
      const number = getInt64(words, from + row);
      const length = letters.length + digitsOf(number);
      if (length > inlineBytes || number < 0) {
        apart.push(row);
        continue;
      }
      const start = textBytes * row + lengthBytes;
      lengths[(textBytes / lengthBytes) * row] = length;
      for (let at = 0; at < letters.length; at++) bytes[start + at] = letters[at] ?? 0;
      writeDigits(bytes, start + length, number);
    }
    copyElements(vector, bytes, { from: 0, count: textBytes * count });
    for (const row of apart) assignText(vector, row, `${prefix}${getInt64(words, from + row)}`);
  };
}

function digitsOf(number: number): number {
  let digits = 1;
  for (let limit = 10; number >= limit; limit *= 10) digits++;
  return digits;
}

/** Write the digits of `number`, not negative, so that they end before `end`. */
function writeDigits(bytes: Uint8Array, end: number, number: number): void {
  let at = end;
  let rest = number;
  for (; rest > 0x7fff_ffff; rest = Math.floor(rest / 10)) bytes[--at] = zero + (rest % 10);
  // From here on in 32-bit integers, whose division by a constant is a multiplication.
  let small = rest | 0;
  do {
    const tenth = (small / 10) | 0;
    bytes[--at] = zero + small - 10 * tenth;
    small = tenth;
  } while (small > 0);
}
