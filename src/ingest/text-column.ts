import type { ColumnData } from "../schema/batch.ts";
import { grown } from "./grown.ts";
import { createSpelledTexts, type SpelledTexts } from "./spelled-texts.ts";
import { asciiHash, isAsciiText, type TextView, textOfView } from "./text-view.ts";

/** Collects the texts of one column, row by row. */
export interface TextColumn {
  push(value: string | TextView | null): void;
  /** Below 0 where row `a` has the lesser text, by UTF-16 units; a missing one is empty. */
  compare(a: number, b: number): number;
  /** The rows `order` names, in that order; all as they came where it is null, and then the column takes no more. */
  take(order: Uint32Array | null): ColumnData;
}

/** More distinct texts than this take the engine longer to learn as a dictionary than to be given row by row. */
const mostDistinct = 8_192;
const fewestSlots = 256;

/**
 * A collector that holds each distinct text once while there are at most 8,192 of them (`dictionary`), and every row's
 * own text after that (`utf8`); where every row is known to have a text of its own (`distinct`), from the start.
 */
export function createTextColumn({ distinct }: { readonly distinct: boolean }): TextColumn {
  const codeByText = new Map<string | null, number>();
  const dictionary: (string | null)[] = [];
  /** By the hash of an ASCII text that came as a view: 1 + its code, 0 = none. */
  let slots = new Uint16Array(fewestSlots);
  let usedSlots = 0;
  let codes = new Uint16Array(1_024);
  let rows = 0;
  /** The code of a missing text, −1 while none is. */
  let missing = -1;
  let spelled: SpelledTexts | null = distinct ? createSpelledTexts() : null;

  function push(value: string | TextView | null): void {
    if (spelled !== null) {
      spelled.push(value);
      return;
    }
    const code = value === null || typeof value === "string" ? codeOfText(value) : codeOfView(value);
    if (code < 0) {
      spelled = spelledOut();
      spelled.push(value);
      return;
    }
    if (rows === codes.length) codes = grown(codes);
    codes[rows++] = code;
  }

  /** The text's place in the dictionary; −1 where it has none and the dictionary is full. */
  function codeOfText(text: string | null): number {
    const known = text === null && missing >= 0 ? missing : codeByText.get(text);
    if (known !== undefined) return known;
    if (dictionary.length === mostDistinct) return -1;
    const code = dictionary.push(text) - 1;
    codeByText.set(text, code);
    if (text === null) missing = code;
    return code;
  }

  /** As `codeOfText`, without making a string of an ASCII text that came before. */
  function codeOfView(view: TextView): number {
    const hash = asciiHash(view);
    if (hash < 0) return codeOfText(textOfView(view));
    let slot = hash & (slots.length - 1);
    for (let kept = slots[slot] ?? 0; kept > 0; kept = slots[slot] ?? 0) {
      if (isAsciiText(dictionary[kept - 1] ?? "", view)) return kept - 1;
      slot = (slot + 1) & (slots.length - 1);
    }
    const code = codeOfText(textOfView(view));
    if (code < 0) return code;
    if (2 * ++usedSlots > slots.length) [slots, usedSlots] = [new Uint16Array(4 * slots.length), 0];
    else slots[slot] = code + 1;
    return code;
  }

  function spelledOut(): SpelledTexts {
    const texts = createSpelledTexts();
    for (let row = 0; row < rows; row++) texts.push(textAt(row));
    codeByText.clear();
    return texts;
  }

  function textAt(row: number): string | null {
    return dictionary[codes[row] ?? 0] ?? null;
  }

  function compare(a: number, b: number): number {
    if (spelled !== null) return spelled.compare(a, b);
    const [left, right] = [textAt(a) ?? "", textAt(b) ?? ""];
    return left < right ? -1 : left > right ? 1 : 0;
  }

  function take(order: Uint32Array | null): ColumnData {
    if (spelled !== null) return spelled.take(order);
    if (order === null) return { kind: "dictionary", codes: codes.subarray(0, rows), dictionary };
    const taken = new Uint16Array(order.length);
    for (let to = 0; to < order.length; to++) taken[to] = codes[order[to] ?? 0] ?? 0;
    return { kind: "dictionary", codes: taken, dictionary };
  }

  return { push, compare, take };
}
