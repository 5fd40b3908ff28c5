import { nearestName, UserError } from "../schema/user-error.ts";

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
  return new UserError(
    isTyped ? "usage" : "data_quality",
    `${file} has no column "${absent}".`,
    `${guess}${listOf(columns)}`,
  );
}

/** The error for a file that has none of the columns that `field` may be read from; it says how to name one. */
export function noneOfColumns({ file, columns }: ColumnsOfFile, field: string, choices: readonly string[]): UserError {
  const named = choices.map((one) => `"${one}"`).join(", ");
  return new UserError(
    "data_quality",
    `${file} has none of the columns ${named}, from which ${field} is read.`,
    `Add --map ${field}=COLUMN, or --map ${field}==TEXT where it is the same in every row. ${listOf(columns)}`,
  );
}

function listOf(columns: readonly string[]): string {
  const shown = columns.slice(0, 30).join(", ");
  const rest = columns.length > 30 ? ` and ${columns.length - 30} more` : "";
  return `Its columns are ${shown}${rest}.`;
}

/** The error for a file without a single row. */
export function emptyFile(file: string): UserError {
  const name = file === "-" ? "The standard input" : file;
  return new UserError("data_quality", `${name} is empty.`, "A first row must name the columns, or be a JSON object.");
}
