import { nearestName, UserError } from "../schema/user-error.ts";
import type { CsvScanner } from "./csv-scanner.ts";

/**
 * The column names in the first row that is not blank, null where the scanner needs more bytes for it.
 * @throws UserError `data_quality` where that row is no text or names a column twice.
 */
export function takeHeader(path: string, scanner: CsvScanner): readonly string[] | null {
  const { row } = scanner;
  do if (!scanner.next()) return null;
  while (row.end === row.start && row.fault === null);
  if (row.fault !== null) {
    const hint = "The first row names the columns, in UTF-8, separated by commas, with every opening quote closed.";
    throw new UserError("data_quality", `The header of ${path} (line ${row.line}) cannot be read.`, hint);
  }
  const columns = Array.from({ length: row.fieldCount }, (_, index) => scanner.text(index));
  const twice = columns.find((name, index) => name !== "" && columns.indexOf(name) !== index);
  if (twice === undefined) return columns;
  throw new UserError(
    "data_quality",
    `${path} has two columns named "${twice}".`,
    "Rename one of them in its first line.",
  );
}

/** Columns that a file has, and whether those it should have were typed with the command. */
export interface ColumnsOfFile {
  readonly file: string;
  readonly columns: readonly string[];
  readonly isTyped: boolean;
}

/**
 * The error for a file that lacks the column `absent`: the nearest name, and what there is. `usage` where the name was typed
 * with the command, `data_quality` where a mapping that was kept no longer fits its source.
 */
export function noSuchColumn({ file, columns, isTyped }: ColumnsOfFile, absent: string): UserError {
  const near = nearestName(absent, columns);
  const guess = near === null ? "" : `Did you mean "${near}"? `;
  const shown = columns.slice(0, 30).join(", ");
  const rest = columns.length > 30 ? ` and ${columns.length - 30} more` : "";
  return new UserError(
    isTyped ? "usage" : "data_quality",
    `${file} has no column "${absent}".`,
    `${guess}Its columns are ${shown}${rest}.`,
  );
}

/** The error for a file without a single row. */
export function emptyFile(file: string): UserError {
  return new UserError("data_quality", `${file} is empty.`, "A first row must name the columns, or be a JSON object.");
}
