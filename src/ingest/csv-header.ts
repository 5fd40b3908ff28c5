import { nearestName, UserError } from "../schema/user-error.ts";
import type { CsvScanner } from "./csv-scanner.ts";
import { scanCsvFile } from "./scan-csv-file.ts";

/**
 * The column names of the file at `path`, without reading further.
 * @throws UserError as `scanCsvFile` and `takeHeader` do.
 */
export async function readHeader(path: string): Promise<readonly string[]> {
  for await (const { scanner } of scanCsvFile(path)) {
    const columns = takeHeader(path, scanner);
    if (columns !== null) return columns;
  }
  throw emptyFile(path);
}

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

/**
 * Check that a file has the columns a mapping reads.
 * @throws UserError `usage` naming the first that is absent, the nearest name and what there is.
 */
export function requireColumns(path: string, columns: readonly string[], needed: readonly string[]): void {
  const absent = needed.find((name) => !columns.includes(name));
  if (absent === undefined) return;
  const near = nearestName(absent, columns);
  const guess = near === null ? "" : `Did you mean "${near}"? `;
  const shown = columns.slice(0, 30).join(", ");
  const rest = columns.length > 30 ? ` and ${columns.length - 30} more` : "";
  throw new UserError("usage", `${path} has no column "${absent}".`, `${guess}Its columns are ${shown}${rest}.`);
}

/** The error for a file without a single row. */
export function emptyFile(path: string): UserError {
  return new UserError("data_quality", `${path} is empty.`, "The first row must name the columns.");
}
