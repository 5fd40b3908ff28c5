import type { ImportPreview } from "../../workspace/types.ts";
import { printable } from "./printable.ts";
import type { Cell, Sheet } from "./sheet.ts";

/** The first rows of a preview as they would be loaded; columns in which none of them has a value are left out. */
export function previewSheet({ rows }: ImportPreview): Sheet {
  const names = Object.keys(rows[0]?.values ?? {}).filter((name) => rows.some(({ values }) => values[name] !== null));
  return {
    columns: [{ name: "line", unit: "count" }, ...names.map((name) => ({ name, unit: "text" }))],
    rows: rows.map(({ line, values }): Readonly<Record<string, Cell>> => ({ line, ...values })),
  };
}

/** What else a preview tells: the mapping, the columns that are dropped, and what would be rejected. */
export function previewNotes(preview: ImportPreview): string {
  const { kind, preset, guessed, mapping, problem, rejected, droppedColumns } = preview;
  const lines: string[] = [""];
  if (mapping !== null) {
    const from = guessed ? (preset === null ? "guessed" : `guessed: an export of ${preset}`) : "given";
    lines.push(`Mapping of ${kind} (${from}):`, "", indented(mapping), "");
  }
  if (problem !== null) lines.push(`Unfinished: ${problem.detail} ${problem.hint}`);
  else lines.push(sentenceOf(preview));
  for (const { line, column, reason, raw } of rejected) {
    lines.push(`  line ${line}: ${reason}${column === null ? "" : ` (${column})`}: ${printable(raw.slice(0, 120))}`);
  }
  if (droppedColumns.length > 0) lines.push(`Dropped columns: ${droppedColumns.map(printable).join(", ")}.`);
  lines.push("Nothing was written.");
  return `${lines.join("\n")}\n`;
}

function sentenceOf({ isWhole, rowsSampled, rowsLoaded, rowsRejected, rowsSkipped }: ImportPreview): string {
  const which = isWhole ? `Of ${rowsSampled} rows` : `Of the first ${rowsSampled} rows`;
  const skipped = rowsSkipped === 0 ? "" : `, ${rowsSkipped} skipped`;
  return `${which}, ${rowsLoaded} would be loaded, ${rowsRejected} rejected${skipped}.`;
}

function indented(text: string): string {
  return text
    .trimEnd()
    .split("\n")
    .map((line) => `  ${printable(line)}`)
    .join("\n");
}
