import type { Terminal } from "../terminal.ts";
import { csvText } from "./csv.ts";
import type { Sheet } from "./sheet.ts";
import { tableText } from "./table.ts";

/** How data are written. */
export const formats = ["table", "json", "csv", "ndjson"] as const;
export type Format = (typeof formats)[number];

/** Write data to the standard output: `json` as it is for JSON and for a record's one line, `sheet` otherwise. */
export function print(
  terminal: Terminal,
  format: Format,
  { json, sheet }: { readonly json: unknown; readonly sheet: Sheet },
): void {
  switch (format) {
    case "json":
      return terminal.out(`${JSON.stringify(json, null, 2)}\n`);
    case "ndjson":
      return terminal.out(
        (sheet.isRecord === true ? [json] : sheet.rows).map((row) => `${JSON.stringify(row)}\n`).join(""),
      );
    case "csv":
      return terminal.out(csvText(sheet));
    case "table":
      return terminal.out(tableText(sheet, terminal));
  }
}
