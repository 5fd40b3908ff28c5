import type { ColumnData } from "../schema/batch.ts";
import { createSpelledTexts, type SpelledTexts } from "./spelled-texts.ts";

/** Collects the texts of one column, row by row. */
export interface TextColumn {
  push(value: string | null): void;
  at(row: number): string | null;
  /** The rows `order` names, in that order; all as they came where it is null, and then the column takes no more. */
  take(order: Uint32Array | null): ColumnData;
}

/** More distinct texts than this take the engine longer to learn as a dictionary than to be given row by row. */
const mostDistinct = 8_192;

/**
 * A collector that holds each distinct text once while there are at most 8,192 of them (`dictionary`), and every row's
 * own text after that (`utf8`); where every row is known to have a text of its own (`distinct`), from the start.
 */
export function createTextColumn({ distinct }: { readonly distinct: boolean }): TextColumn {
  const codeByText = new Map<string | null, number>();
  const dictionary: (string | null)[] = [];
  let codes = new Uint16Array(1_024);
  let rows = 0;
  /** The code of a missing text, −1 while none is. */
  let missing = -1;
  let spelled: SpelledTexts | null = distinct ? createSpelledTexts() : null;

  function push(value: string | null): void {
    if (spelled !== null) {
      spelled.push(value);
      return;
    }
    let code = value === null && missing >= 0 ? missing : codeByText.get(value);
    if (code === undefined) {
      if (dictionary.length === mostDistinct) {
        spelled = spelledOut();
        spelled.push(value);
        return;
      }
      code = dictionary.push(value) - 1;
      codeByText.set(value, code);
      if (value === null) missing = code;
    }
    if (rows === codes.length) {
      const grown = new Uint16Array(2 * rows);
      grown.set(codes);
      codes = grown;
    }
    codes[rows++] = code;
  }

  function spelledOut(): SpelledTexts {
    const texts = createSpelledTexts();
    for (let row = 0; row < rows; row++) texts.push(at(row));
    codeByText.clear();
    return texts;
  }

  function at(row: number): string | null {
    return spelled === null ? (dictionary[codes[row] ?? 0] ?? null) : spelled.at(row);
  }

  function take(order: Uint32Array | null): ColumnData {
    if (spelled !== null) return spelled.take(order);
    if (order === null) return { kind: "dictionary", codes: codes.subarray(0, rows), dictionary };
    const taken = new Uint16Array(order.length);
    for (let to = 0; to < order.length; to++) taken[to] = codes[order[to] ?? 0] ?? 0;
    return { kind: "dictionary", codes: taken, dictionary };
  }

  return { push, at, take };
}
