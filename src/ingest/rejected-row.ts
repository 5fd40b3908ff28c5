import type { CsvFault, CsvRow } from "./csv-scanner.ts";
import type { RowFault } from "./import-shape.ts";

/** A row that is not loaded: where it stood, why, and what it was. */
export interface RejectedRow {
  /** As the file was named. */
  readonly file: string;
  /** Physical line on which the row starts, in the unpacked file. */
  readonly line: number;
  /** The column at fault, as the source names it; null where the row as a whole is. */
  readonly column: string | null;
  readonly reason: string;
  /** The row's text, at most its first 1 MiB. */
  readonly raw: string;
  /** The row's bytes where they are no UTF-8. */
  readonly rawBase64?: string;
}

/** What is said of a row that is no row of CSV. */
const reasonOfFault: Readonly<Record<CsvFault, string>> = {
  quote_not_closed: "quote not closed",
  text_after_quote: "text after a closing quote",
  too_long: "row too long",
  not_utf8: "not UTF-8",
  nul: "NUL character",
};

const keptBytes = 1_048_576;

/** What is wrong with `row` before any of its cells is read; null where it has one field for each of `columnCount`. */
export function faultOf(row: CsvRow, columnCount: number): RowFault | null {
  if (row.fault !== null) return { column: null, reason: reasonOfFault[row.fault] };
  return row.fieldCount === columnCount ? null : { column: null, reason: "wrong number of fields" };
}

/** The rejection of `row`. */
export function rejectRow(file: string, { bytes, start, end, line, fault }: CsvRow, why: RowFault): RejectedRow {
  const kept = bytes.subarray(start, Math.min(end, start + keptBytes));
  const exact = fault === "not_utf8" || fault === "too_long" ? { rawBase64: kept.toString("base64") } : {};
  return { file, line, column: why.column, reason: why.reason, raw: kept.toString("utf8"), ...exact };
}
