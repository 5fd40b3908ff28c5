import type { Cell, Sheet } from "./sheet.ts";

/** What spreadsheets take for a formula, wide forms included; and the mark itself, so that it can be undone. */
const formulaStart = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20']/u;

/**
 * `sheet` as CSV (RFC 4180, lines end in CRLF): an empty cell is null, `""` an empty text. A text that a spreadsheet
 * could run gets a leading apostrophe, and so does one that begins with an apostrophe: taking one leading apostrophe
 * away restores every text. Numbers stand as they are.
 */
export function csvText({ columns, rows }: Sheet): string {
  const lines = [
    columns.map(({ name }) => csvCell(name)),
    ...rows.map((row) => columns.map(({ name }) => csvCell(row[name] ?? null))),
  ];
  return lines.map((cells) => `${cells.join(",")}\r\n`).join("");
}

function csvCell(value: Cell): string {
  if (value === null) return "";
  if (typeof value === "number" || value === true) return String(value);
  const text = formulaStart.test(value) ? `'${value}` : value;
  return text === "" || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
