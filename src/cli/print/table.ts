import { figure, inCurrencyOf, isNumeric } from "./figure.ts";
import { printable, textWidth } from "./printable.ts";
import type { Sheet, SheetColumn } from "./sheet.ts";

/** How much room there is (null: any), and whether the heading may be set off by weight. */
export interface TableStyle {
  readonly width: number | null;
  readonly useColor: boolean;
}

interface Line {
  readonly cells: readonly string[];
  readonly kind: "row" | "summary";
}

const gap = "  ";

/** `sheet` as aligned columns; where they do not fit the width, each row becomes a block of `name  value` lines. */
export function tableText(sheet: Sheet, style: TableStyle): string {
  const lines = linesOf(sheet);
  const headings = sheet.columns.map((column) => headingOf(column, sheet.isRecord === true));
  const widths = headings.map((heading, i) =>
    Math.max(textWidth(heading), ...lines.map(({ cells }) => textWidth(cells[i] ?? ""))),
  );
  const total = widths.reduce((sum, width) => sum + width, 0) + gap.length * (widths.length - 1);
  if (sheet.isRecord === true || (style.width !== null && total > style.width)) return blocks(headings, lines);
  const rule = widths.map((width) => "-".repeat(width)).join(gap);
  const written = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => padded(cell, widths[i] ?? 0, sheet.columns[i]))
      .join(gap)
      .trimEnd();
  const rows = lines.filter(({ kind }) => kind === "row").map(({ cells }) => written(cells));
  const summary = lines.filter(({ kind }) => kind === "summary").map(({ cells }) => written(cells));
  const heading = style.useColor ? `\u001b[1m${written(headings)}\u001b[22m` : written(headings);
  return [heading, rule, ...rows, ...(summary.length > 0 ? [rule, ...summary] : []), ""].join("\n");
}

function linesOf({ columns, rows, summary }: Sheet): readonly Line[] {
  return [
    ...rows.map((row) => ({
      cells: columns.map((column) => figure(row[column.name], inCurrencyOf(row, column))),
      kind: "row" as const,
    })),
    ...(summary ?? []).map(({ label, cells }) => ({ cells: [label, ...cells], kind: "summary" as const })),
  ];
}

/** The fields of a report are our own names and are written as words; columns of data keep theirs. */
function headingOf({ name, currency }: SheetColumn, isReport: boolean): string {
  const words = isReport ? name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`) : name;
  return printable(currency === undefined ? words : `${words} ${currency}`);
}

function blocks(headings: readonly string[], lines: readonly Line[]): string {
  const width = Math.max(0, ...headings.map(textWidth));
  const block = ({ cells }: Line): string =>
    headings
      .map((heading, i) => `${heading}${" ".repeat(width - textWidth(heading))}${gap}${cells[i] ?? ""}`.trimEnd())
      .join("\n");
  return lines.length === 0 ? "" : `${lines.map(block).join("\n\n")}\n`;
}

function padded(cell: string, width: number, column: SheetColumn | undefined): string {
  const space = " ".repeat(Math.max(0, width - textWidth(cell)));
  return column !== undefined && isNumeric(column) ? space + cell : cell + space;
}
