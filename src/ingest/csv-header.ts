import { UserError } from "../schema/user-error.ts";
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
