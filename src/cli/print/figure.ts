import { formatMinor } from "../../schema/money.ts";
import { printable } from "./printable.ts";
import type { Cell, SheetColumn } from "./sheet.ts";

/** `value` as a table shows it: thousands separated, money in major units, rates in per cent, `-` where unknown. */
export function figure(value: Cell | undefined, { unit, currency }: SheetColumn): string {
  if (value === undefined || value === null) return "-";
  if (value === true) return "yes";
  if (typeof value === "string") return printable(value);
  switch (unit) {
    case "minor_units":
      return grouped(currency === undefined ? String(value) : formatMinor(value, currency));
    case "rate":
      return percent(value);
    case "seconds":
      return `${grouped(value.toFixed(2))} s`;
    case "count":
      return grouped(String(value));
    default:
      return String(value);
  }
}

/** The column of an amount with the currency that the row names, where the column has not one for all rows. */
export function inCurrencyOf(row: Readonly<Record<string, unknown>>, column: SheetColumn): SheetColumn {
  const { currency } = row;
  const isOfRow = column.unit === "minor_units" && column.currency === undefined && typeof currency === "string";
  return isOfRow && /^[A-Z]{3}$/.test(currency) ? { ...column, currency } : column;
}

const numericUnits: ReadonlySet<string> = new Set(["count", "minor_units", "rate", "seconds", "figure"]);

/** Whether a column's values stand to the right. */
export function isNumeric({ unit }: SheetColumn): boolean {
  return numericUnits.has(unit);
}

/** A rate as per cent with one decimal: 0.1234 → `12.3%`. */
export function percent(rate: number): string {
  return `${grouped((rate * 100).toFixed(1))}%`;
}

/** A change as signed per cent: `+12.3%`; `-` where unknown. */
export function change(rate: number | null | undefined): string {
  if (rate === null || rate === undefined) return "-";
  return rate > 0 ? `+${percent(rate)}` : percent(rate);
}

/** A decimal number's text with its thousands separated by commas. */
function grouped(text: string): string {
  const [whole = "", fraction] = text.split(".");
  const separated = whole.replaceAll(/\B(?=(\d{3})+$)/g, ",");
  return fraction === undefined ? separated : `${separated}.${fraction}`;
}
