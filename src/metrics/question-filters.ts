import { UserError } from "../schema/user-error.ts";
import type { Filter } from "./question.ts";

/** What a missing value is called in answers and filters. */
export const unknown = "Unknown";

/** What all values that a breakdown does not keep are called together. */
export const other = "Other";

/**
 * Filters from `DIM=VALUE` and `DIM!=VALUE`. Several `=` on one dimension mean any of the values; every `!=` must hold
 * and, as the complement of `=`, leaves Unknown out. An empty value or `Unknown` means that the value is missing.
 */
export function readFilters(texts: readonly string[]): readonly Filter[] {
  const filters = new Map<string, { dimension: string; operator: "is" | "is_not"; values: (string | null)[] }>();
  for (const text of texts) {
    const match = /^([^=!]+)(!?=)([\s\S]*)$/.exec(text);
    if (match === null) {
      throw new UserError(
        "usage",
        `"${text}" is no filter.`,
        "Write DIM=VALUE or DIM!=VALUE, e.g. --where platform=web.",
      );
    }
    const dimension = (match[1] ?? "").trim();
    const operator = match[2] === "=" ? "is" : "is_not";
    const value = match[3] === "" || match[3] === unknown ? null : (match[3] ?? null);
    const key = `${operator} ${dimension}`;
    const filter = filters.get(key) ?? { dimension, operator, values: [] };
    if (!filter.values.includes(value)) filter.values.push(value);
    filters.set(key, filter);
  }
  return [...filters.values()];
}
