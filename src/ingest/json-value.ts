import { createJsonParser } from "./json-parser.ts";
import { readAnyText, type ReadText } from "./text-reader.ts";

/** Thrown where a cell's text cannot be kept exactly; `reason` is what quarantine says of its row. */
export class UnreadableCell extends Error {
  override readonly name = "UnreadableCell";
  readonly reason: string;

  constructor(reason: string) {
    super(reason);
    this.reason = reason;
  }
}

const [quote, backslash, letterN] = [0x22, 0x5c, 0x6e];

/**
 * The text of the JSON value at [start, end) of `bytes`, made by `read`: a string's own, empty for null, everything else as it is written,
 * so that no digit of a number is lost. @throws UnreadableCell for a string that UTF-8 cannot hold.
 */
export function jsonText(bytes: Buffer, { start, end }: Span, read: ReadText = readAnyText): string {
  if (bytes[start] !== quote) return bytes[start] === letterN ? "" : read(bytes, start, end);
  if (!hasEscape(bytes, start, end)) return read(bytes, start + 1, end - 1);
  const text = JSON.parse(bytes.toString("utf8", start, end)) as string;
  if (/\p{Surrogate}/u.test(text)) throw new UnreadableCell("half a character");
  if (text.includes("\0")) throw new UnreadableCell("NUL character");
  return text;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** Whether a string has escapes. A loop: the engine's own search wants a view of it first, which costs more than most are long. */
export function hasEscape(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at] === backslash) return true;
  return false;
}

/** Reads one path of a JSON object that stands in a cell as text; empty where the cell is empty or lacks the path. */
export type ReadJsonCell = (text: string) => string;

/** A reader of the value at `path`. @throws UnreadableCell where a cell that is not empty holds no JSON object. */
export function jsonCellReader(path: readonly string[]): ReadJsonCell {
  const parser = createJsonParser([path]);
  return (text) => {
    const trimmed = text.trim();
    if (trimmed === "") return "";
    const bytes = Buffer.from(trimmed);
    if (parser.parse(bytes, 0, bytes.length) !== bytes.length) throw new UnreadableCell("not a JSON object");
    const [start = -1, end = -1] = [parser.starts[0], parser.ends[0]];
    return start < 0 ? "" : jsonText(bytes, { start, end });
  };
}
