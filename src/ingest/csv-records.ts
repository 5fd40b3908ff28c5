import { UserError } from "../schema/user-error.ts";
import { takeHeader } from "./csv-header.ts";
import { createCsvScanner, type CsvFault } from "./csv-scanner.ts";
import { delimiterOf } from "./csv-delimiter.ts";
import type { RowFault } from "./import-shape.ts";
import type { LocatedRecords } from "./json-line-records.ts";
import { canonicalCells, type FileFormat, type InputFile } from "./records.ts";

const [comma, quote] = [0x2c, 0x22];

/** What is said of a row that is no row of CSV. */
const reasonOfFault: Readonly<Record<CsvFault, string>> = {
  quote_not_closed: "quote not closed",
  text_after_quote: "text after a closing quote",
  too_long: "row too long",
  not_utf8: "not UTF-8",
  nul: "NUL character",
};

const wrongNumber: RowFault = { column: null, reason: "wrong number of fields" };

/** The first bytes of a file, and whether they are all of it. */
export interface Head {
  readonly bytes: Buffer;
  readonly isAll: boolean;
}

/**
 * The records of CSV that begins with `head`. A blank line is no record, unless one empty field is all a record can have.
 * Null where the header is not whole yet, or the file has no row at all. @throws UserError as `takeHeader` does.
 */
export function createCsvRecords(file: InputFile, head: Head, format: FileFormat): LocatedRecords | null {
  const delimiter = format.delimiter === undefined ? delimiterOf(head.bytes) : byteOf(format.delimiter);
  const scanner = createCsvScanner(delimiter, undefined, format.quote !== "none");
  scanner.push(head.bytes);
  if (head.isAll) scanner.finish();
  const columns = format.header ?? takeHeader(file.name, scanner);
  if (columns === null) return null;
  const { row } = scanner;
  const isOneColumn = columns.length === 1;
  let fault: RowFault | null = null;

  function next(): boolean {
    while (scanner.next()) {
      if (row.start === row.end && row.fault === null && !isOneColumn) continue;
      if (row.fault !== null) fault = { column: null, reason: reasonOfFault[row.fault] };
      else fault = row.fieldCount === columns?.length ? null : wrongNumber;
      return true;
    }
    return false;
  }

  function canonical(): Buffer {
    const raw = row.bytes.subarray(row.start, row.end);
    if (delimiter === comma && !raw.includes(quote)) return raw;
    return canonicalCells(Array.from({ length: row.fieldCount }, (_, place) => scanner.text(place)));
  }

  return {
    columns,
    form: { kind: "csv", delimiter: String.fromCharCode(delimiter), quote: format.quote ?? "double" },
    further: new Set(),
    get line() {
      return row.line;
    },
    get offset() {
      return row.offset;
    },
    get fault() {
      return fault;
    },
    get isBinary() {
      return row.fault === "not_utf8" || row.fault === "too_long";
    },
    next,
    text: (place) => (file.isOwnExport === true ? scanner.text(place).replace(/^'/, "") : scanner.text(place)),
    // An export of our own may bear an apostrophe that is none of the text.
    locate: (place, view) => file.isOwnExport !== true && scanner.locate(place, view),
    raw: () => row.bytes.subarray(row.start, row.end),
    canonical,
    push: (piece) => scanner.push(piece),
    finish: () => scanner.finish(),
  };
}

function byteOf(delimiter: string): number {
  const bytes = Buffer.from(delimiter === "tab" ? "\t" : delimiter);
  if (bytes.length === 1 && bytes[0] !== undefined) return bytes[0];
  throw new UserError(
    "usage",
    `"${delimiter}" cannot separate fields.`,
    'A delimiter is one ASCII character, "tab" or "blanks".',
  );
}
