import type { RetentionAnswer } from "../../workspace/retention.ts";
import { figure } from "./figure.ts";
import type { Cell, Sheet } from "./sheet.ts";

/** A retention's cohorts with a column per period, and below them the share that returned of all who could. */
export function retentionSheet({ question, columns, rows, totals }: RetentionAnswer): Sheet {
  const before = columns.filter(({ name }) => name !== "values" && name !== "complete");
  const periods = Array.from({ length: question.periods }, (_, k) => ({ name: String(k), unit: "count" }));
  const written: readonly Readonly<Record<string, unknown>>[] = rows;
  const cells = before
    .slice(1)
    .map(({ name }) => (name === "size" ? figure(totals.size, { name, unit: "count" }) : ""));
  const rates = totals.rates.map((rate) => figure(rate, { name: "", unit: "rate" }));
  return {
    columns: [...before, ...periods],
    rows: rows.map(({ values, complete }, i) => ({
      ...Object.fromEntries(before.map(({ name }) => [name, (written[i]?.[name] ?? null) as Cell])),
      // Nobody has returned yet: not a 0 that stays one.
      ...Object.fromEntries(values.map((value, k) => [String(k), complete[k] === true || value !== 0 ? value : null])),
    })),
    summary: [{ label: "returned", cells: [...cells, ...rates] }],
  };
}
