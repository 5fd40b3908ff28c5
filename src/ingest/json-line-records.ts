import { createJsonFields } from "./json-fields.ts";
import { createLineWindow, type LineWindow } from "./line-window.ts";
import type { Records } from "./records.ts";
import type { RowFault } from "./import-shape.ts";

/** Records that take bytes. */
export interface FedRecords extends Records {
  push(piece: Buffer): void;
  /** Say that no further piece comes. */
  finish(): void;
}

/** Records of a file that can be read from any of them on. */
export interface LocatedRecords extends FedRecords {
  /** Bytes that were handed over before the record at hand. */
  readonly offset: number;
}

/** What is said of a line that cannot be read as text. */
export const reasonOfLine = { too_long: "row too long", not_utf8: "not UTF-8" } as const;

/** The records of newline-delimited JSON: one object a line, blank lines left out; `names` are the paths asked for. */
export function createJsonLineRecords(names: readonly string[]): LocatedRecords {
  const window: LineWindow = createLineWindow();
  const fields = createJsonFields(names);
  let fault: RowFault | null = null;

  function next(): boolean {
    while (window.next()) {
      const { bytes, start, end } = window;
      if (window.fault !== null) {
        fault = { column: null, reason: reasonOfLine[window.fault] };
        return true;
      }
      if (isBlankLine(bytes, start, end)) continue;
      const found = fields.read(bytes, start, end);
      fault = typeof found === "number" ? null : found;
      return true;
    }
    return false;
  }

  return {
    columns: names,
    form: { kind: "json", delimiter: null, quote: "double" },
    further: fields.further,
    get line() {
      return window.line;
    },
    get offset() {
      return window.offset;
    },
    get fault() {
      return fault;
    },
    get isBinary() {
      return window.fault !== null;
    },
    next,
    text: (place) => fields.text(place),
    locate: (place, view) => fields.locate(place, view),
    raw: () => window.bytes.subarray(window.start, window.end),
    canonical: () => fields.canonical(window.bytes.subarray(window.start, window.end)),
    push: (piece) => window.push(piece),
    finish: () => window.finish(),
  };
}

function isBlankLine(bytes: Buffer, start: number, end: number): boolean {
  let at = start;
  while (at < end && (bytes[at] ?? 0) <= 0x20 && bytes[at] !== 0) at++;
  return at === end;
}
