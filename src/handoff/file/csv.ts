/** What spreadsheets take for a formula, wide forms included; and the mark itself, so that it can be undone. */
const formulaStart = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20']/u;

/**
 * Rows of cells as CSV (RFC 4180, lines end in CRLF): an empty cell is null, `""` an empty text. A text that a spreadsheet
 * could run gets a leading apostrophe, and so does one that begins with an apostrophe: taking one leading apostrophe
 * away restores every text. Numbers stand as they are.
 */
export function csvLines(rows: readonly (readonly (string | number | boolean | null)[])[]): string {
  return rows.map((cells) => `${cells.map(csvCell).join(",")}\r\n`).join("");
}

function csvCell(value: string | number | boolean | null): string {
  if (value === null) return "";
  if (typeof value !== "string") return String(value);
  const text = formulaStart.test(value) ? `'${value}` : value;
  return text === "" || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
