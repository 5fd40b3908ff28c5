import type { Table, TableRow } from "../table.ts";
import type { Choices } from "./parameters.ts";

/** What the controls may be set to, by what stands in the marts; `currency`, the workspace's own, comes first. */
export function choicesOf(tables: readonly Table[], currency: string): Choices {
  const valuesOf = (column: string): readonly string[] => {
    const rows: readonly TableRow[] = tables.flatMap((table) => table.rows);
    const values = rows.map((row) => row[column]).filter((value) => typeof value === "string");
    return [...new Set(values)].toSorted();
  };
  const periods = valuesOf("period");
  const currencies = valuesOf("currency");
  const own = currencies.length === 0 || currencies.includes(currency) ? [currency] : [];
  return {
    platform: valuesOf("platform"),
    country: valuesOf("country"),
    user_type: valuesOf("user_type"),
    currency: [...own, ...currencies.filter((one) => one !== currency)],
    from: periods[0] ?? "1970-01-01",
    to: periods.at(-1) ?? "1970-01-01",
  };
}
