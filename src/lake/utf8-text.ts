import duckdb from "@duckdb/node-bindings";
import type { ColumnData } from "../schema/batch.ts";
import { copyElements, inlineBytes, lengthBytes, textBytes, vectorRows, type Slice } from "./vector.ts";

type Utf8 = Pick<Extract<ColumnData, { kind: "utf8" }>, "bytes" | "ends">;

/** A 64-bit address in two words. */
interface Address {
  readonly low: number;
  readonly high: number;
}

const wordsOfText = textBytes / Uint32Array.BYTES_PER_ELEMENT;
const two32 = 4_294_967_296;

/**
 * A writer of texts that are bytes already, as the engine's own texts. Those that are too long to stand in one are handed
 * over all together, as one text that belongs to the vector, and each points into it: so a slice crosses in two calls.
 */
export function utf8Text(): (vector: duckdb.Vector, data: Utf8, slice: Slice) => void {
  const texts = new Uint8Array(textBytes * vectorRows);
  const words = new Uint32Array(texts.buffer);
  return (vector, { bytes, ends }, { from, count }) => {
    const begin = from === 0 ? 0 : (ends[from - 1] ?? 0);
    let all: Address | null = null;
    let start = begin;
    words.fill(0, 0, wordsOfText * count);
    for (let row = 0; row < count; row++) {
      const end = ends[from + row] ?? start;
      const length = end - start;
      const word = wordsOfText * row;
      words[word] = length;
      const shown = textBytes * row + lengthBytes;
      const isInline = length <= inlineBytes;
      const kept = isInline ? length : lengthBytes;
      for (let at = 0; at < kept; at++) texts[shown + at] = bytes[start + at] ?? 0;
      if (!isInline) {
        all ??= handOver(vector, bytes.subarray(begin, ends[from + count - 1]));
        const low = all.low + (start - begin);
        words[word + 2] = low;
        words[word + 3] = all.high + (low >= two32 ? 1 : 0);
      }
      start = end;
    }
    copyElements(vector, texts, { from: 0, count: textBytes * count });
  };
}

/** Have `vector` keep a copy of more than 12 `bytes`; where it lies. */
function handOver(vector: duckdb.Vector, bytes: Uint8Array): Address {
  duckdb.vector_assign_string_element_len(vector, 0, bytes);
  const first = duckdb.vector_get_data(vector, textBytes);
  const view = new DataView(first.buffer, first.byteOffset, textBytes);
  return { low: view.getUint32(8, true), high: view.getUint32(12, true) };
}
