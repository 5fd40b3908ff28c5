/** What of an answer is a table; answers of every kind have it. */
export interface Tabular {
  readonly columns: readonly { readonly name: string }[];
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/** What spreadsheets take for a formula, wide forms included; and the mark itself, so that it can be undone. */
const formulaStart = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20']/u;

/**
 * An answer's rows as CSV, byte for byte what `--format csv` prints: RFC 4180, an empty cell is null, a text that a
 * spreadsheet could run gets a leading apostrophe.
 */
export function csvOf(answer: Tabular): string {
  const names = answer.columns.map(({ name }) => name);
  const isRetention = names.includes("values");
  const periods = isRetention ? Math.max(0, ...answer.rows.map(({ values }) => listOf(values).length)) : 0;
  const plain = isRetention ? names.filter((name) => name !== "values" && name !== "complete") : names;
  const header = [...plain, ...Array.from({ length: periods }, (_, k) => String(k))];
  const lines = answer.rows.map((row) => [
    ...plain.map((name) => cell(row[name])),
    // Nobody has returned yet: not a 0 that stays one.
    ...Array.from({ length: periods }, (_, k) => {
      const value = listOf(row["values"])[k];
      return cell(listOf(row["complete"])[k] === true || value !== 0 ? value : null);
    }),
  ]);
  return [header.map(cell), ...lines].map((cells) => `${cells.join(",")}\r\n`).join("");
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const written = typeof value === "string" ? value : JSON.stringify(value);
  const text = formulaStart.test(written) ? `'${written}` : written;
  return text === "" || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
