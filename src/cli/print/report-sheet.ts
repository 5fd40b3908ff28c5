import type { Cell, Sheet, SheetColumn } from "./sheet.ts";

/** A report (a record with lists and counts by name inside) as one row, its fields as columns; what is empty is null. */
export function reportSheet(report: object): Sheet {
  const fields = Object.entries(report).map(([name, value]) => ({ name, ...fieldOf(name, value) }));
  return {
    columns: fields.map(({ name, unit }) => ({ name, unit })),
    rows: [Object.fromEntries(fields.map(({ name, cell }) => [name, cell]))],
    isRecord: true,
  };
}

function fieldOf(name: string, value: unknown): { readonly unit: SheetColumn["unit"]; readonly cell: Cell } {
  if (typeof value === "number") return { unit: name === "seconds" ? "seconds" : "count", cell: value };
  return { unit: "text", cell: textOf(value) || null };
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.join(", ");
  if (typeof value !== "object") return `${value as string | boolean}`;
  return Object.entries(value)
    .map(([name, count]) => `${name}: ${String(count)}`)
    .join(", ");
}
