import { UserError } from "../schema/user-error.ts";
import type { RowFault } from "./import-shape.ts";
import { type FedRecords, reasonOfLine } from "./json-line-records.ts";
import { createLineWindow } from "./line-window.ts";
import { canonicalCells } from "./records.ts";

/**
 * The records of a file whose fields are separated by blanks and tabs in any number, as old statistics files are; `header`
 * names its columns. @throws UserError `usage` where there is no header.
 */
export function createBlankSeparatedRecords(file: string, header: readonly string[] | undefined): FedRecords {
  if (header === undefined) {
    const hint = 'Name its columns in the mapping: format: { delimiter: blanks, header: [first, "second"] }.';
    throw new UserError("usage", `The columns of ${file} have no names.`, hint);
  }
  const window = createLineWindow();
  let fields: readonly string[] = [];
  let fault: RowFault | null = null;

  function next(): boolean {
    while (window.next()) {
      const { bytes, start, end } = window;
      const text = bytes.toString("utf8", start, end).trim();
      if (text === "" && window.fault === null) continue;
      fields = text.split(/[ \t]+/);
      if (window.fault !== null) fault = { column: null, reason: reasonOfLine[window.fault] };
      else if (text.includes("\0")) fault = { column: null, reason: "NUL character" };
      else fault = fields.length === header?.length ? null : { column: null, reason: "wrong number of fields" };
      return true;
    }
    return false;
  }

  return {
    columns: header,
    form: { kind: "csv", delimiter: "blanks", quote: "none" },
    further: new Set(),
    get line() {
      return window.line;
    },
    get fault() {
      return fault;
    },
    get isBinary() {
      return window.fault !== null;
    },
    next,
    text: (place) => fields[place] ?? "",
    locate: () => false,
    raw: () => window.bytes.subarray(window.start, window.end),
    canonical: () => canonicalCells(fields),
    push: (piece) => window.push(piece),
    finish: () => window.finish(),
  };
}
