import type { RowFault } from "./import-shape.ts";
import type { RecordForm, Records } from "./records.ts";

/** A row that is not loaded: where it stood, why, and what it was. */
export interface RejectedRow {
  /** As the file was named. */
  readonly file: string;
  /** Physical line on which the row starts, in the unpacked file. */
  readonly line: number;
  /** The column at fault, as the source names it; null where the row as a whole is. */
  readonly column: string | null;
  readonly reason: string;
  /** Which row of the import it was, 1 = the first. */
  readonly row: number;
  /** The row's text, at most its first 1 MiB. */
  readonly raw: string;
  /** The row's bytes where they are no UTF-8. */
  readonly rawBase64?: string;
  /** True where `raw` is not all of the row. */
  readonly isCut?: boolean;
}

/** How the file of rejected rows is written, so that they can be read again on their own. */
export interface RejectedSource {
  readonly file: string;
  /** The columns of a table; empty where records name their own. */
  readonly columns: readonly string[];
  readonly form: RecordForm;
}

const keptBytes = 1_048_576;

/** The rejection of the record at hand, the `row`-th of the import. */
export function rejectRow(
  { file, row }: { readonly file: string; readonly row: number },
  records: Records,
  why: RowFault,
): RejectedRow {
  const bytes = records.raw();
  const kept = bytes.subarray(0, keptBytes);
  return {
    file,
    line: records.line,
    column: why.column,
    reason: why.reason,
    row,
    raw: kept.toString("utf8"),
    ...(records.isBinary ? { rawBase64: kept.toString("base64") } : {}),
    ...(bytes.length > keptBytes ? { isCut: true } : {}),
  };
}
