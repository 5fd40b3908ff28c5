import { csvLines } from "../../handoff/file/csv.ts";
import type { Sheet } from "./sheet.ts";

/** `sheet` as CSV: its columns' names, then its rows; no cell is a formula. */
export function csvText({ columns, rows }: Sheet): string {
  return csvLines([
    columns.map(({ name }) => name),
    ...rows.map((row) => columns.map(({ name }) => row[name] ?? null)),
  ]);
}
