import type { RowFault } from "./import-shape.ts";
import { isBlank } from "./json-bytes.ts";
import { createJsonParser, incomplete, type JsonFault } from "./json-parser.ts";
import { hasEscape, jsonCellReader, jsonText, type ReadJsonCell } from "./json-value.ts";
import { createTextReader, type ReadText } from "./text-reader.ts";
import type { TextView } from "./text-view.ts";

/** The named fields of one JSON object after another. */
export interface JsonFields {
  /** Names met beside those asked for. */
  readonly further: ReadonlySet<string>;
  /** Read the object in [start, end), blanks around it allowed; where it ends, or what is wrong with it. */
  read(bytes: Buffer, start: number, end: number): number | RowFault;
  /** Read the object that begins at `start` and may go on beyond `limit`: then null. */
  readOpen(bytes: Buffer, start: number, limit: number): number | RowFault | null;
  /** Text of the name at `place`, as `jsonText` has it. */
  text(place: number): string;
  /** Point `view` at that text; false where there is none, and for a string with escapes. */
  locate(place: number, view: TextView): boolean;
  /** The object without the blanks between its parts. */
  canonical(raw: Buffer): Buffer;
}

const reasons: Readonly<Record<JsonFault, string>> = {
  broken: "not JSON",
  too_deep: "nested too deeply",
  key_twice: "key twice",
  not_an_object: "not a JSON object",
};

/** Where the value of one name may stand. */
interface Field {
  readonly whole: number;
  /** The same name read as a path; −1 where it has no dot. */
  readonly nested: number;
  /** Its first key, which may hold the rest as JSON in a string; −1 where it has no dot. */
  readonly outer: number;
  readonly inner: ReadJsonCell | null;
  readonly reader: ReadText;
}

/**
 * A reader of the fields `names`: each a key as it stands, or else keys from the outside in, joined by dots. Where an
 * outer key holds JSON as text (as warehouses keep it), the path goes on inside.
 */
export function createJsonFields(names: readonly string[]): JsonFields {
  const paths: (readonly string[])[] = [];
  const slotOf = (path: readonly string[]): number => {
    const known = paths.findIndex((other) => JSON.stringify(other) === JSON.stringify(path));
    return known >= 0 ? known : paths.push(path) - 1;
  };
  const fields = names.map((name): Field => {
    const keys = name.split(".");
    const common = { whole: slotOf([name]), reader: createTextReader() };
    if (keys.length < 2) return { ...common, nested: -1, outer: -1, inner: null };
    const [outer = "", ...rest] = keys;
    return { ...common, nested: slotOf(keys), outer: slotOf([outer]), inner: jsonCellReader(rest) };
  });
  const parser = createJsonParser(paths);
  let bytes: Buffer = Buffer.alloc(0);

  function readOpen(given: Buffer, start: number, limit: number): number | RowFault | null {
    bytes = given;
    const found = parser.parse(given, start, limit);
    if (found === incomplete) return null;
    return typeof found === "number" ? found : { column: null, reason: reasons[found] };
  }

  function read(given: Buffer, start: number, end: number): number | RowFault {
    let from = start;
    while (from < end && isBlank(given[from])) from++;
    const found = readOpen(given, from, end);
    if (found === null) return { column: null, reason: reasons.broken };
    if (typeof found !== "number") return found;
    let behind = found;
    while (behind < end && isBlank(given[behind])) behind++;
    return behind === end ? found : { column: null, reason: reasons.broken };
  }

  function text(place: number): string {
    const field = fields[place];
    if (field === undefined) return "";
    const { whole, nested, outer, inner, reader } = field;
    const start = parser.starts[whole] ?? -1;
    if (start >= 0) return jsonText(bytes, { start, end: parser.ends[whole] ?? 0 }, reader);
    if (nested < 0) return "";
    const deep = parser.starts[nested] ?? -1;
    if (deep >= 0) return jsonText(bytes, { start: deep, end: parser.ends[nested] ?? 0 }, reader);
    const around = parser.starts[outer] ?? -1;
    if (around < 0 || bytes[around] !== 0x22 || inner === null) return "";
    return inner(jsonText(bytes, { start: around, end: parser.ends[outer] ?? 0 }));
  }

  function locate(place: number, view: TextView): boolean {
    const field = fields[place];
    if (field === undefined) return false;
    const slot = (parser.starts[field.whole] ?? -1) >= 0 ? field.whole : field.nested;
    const [start = -1, end = -1] = [parser.starts[slot], parser.ends[slot]];
    if (start < 0 || bytes[start] === 0x6e || hasEscape(bytes, start, end)) return false;
    const quotes = bytes[start] === 0x22 ? 1 : 0;
    view.bytes = bytes;
    view.start = start + quotes;
    view.end = end - quotes;
    return true;
  }

  return { further: parser.further, read, readOpen, text, locate, canonical };
}

function canonical(raw: Buffer): Buffer {
  let isQuoted = false;
  let to = 0;
  const kept = Buffer.allocUnsafe(raw.length);
  for (let at = 0; at < raw.length; at++) {
    const byte = raw[at] ?? 0;
    if (!isQuoted && isBlank(byte)) continue;
    kept[to++] = byte;
    if (byte === 0x22) isQuoted = !isQuoted;
    else if (isQuoted && byte === 0x5c) kept[to++] = raw[++at] ?? 0;
  }
  return kept.subarray(0, to);
}
