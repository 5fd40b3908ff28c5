import { formatMinor } from "../../schema/money.ts";
import { formatDay } from "../../schema/date.ts";
import type { TwinReport } from "../../workspace/twin.ts";
import type { Cell, Sheet, SheetColumn } from "./sheet.ts";

/** A twin's months: each figure as it was, under the policy, and the effect. */
export function twinSheet({ figures }: TwinReport): Sheet {
  const names = [...new Set(figures.map(nameOf))];
  const columns: SheetColumn[] = names.flatMap((name) => {
    const { metric, currency } = figures.find((figure) => nameOf(figure) === name) ?? { metric: name, currency: null };
    const unit = currency === null ? { unit: "count" } : { unit: "minor_units", currency };
    return [metric, `${metric}_twin`, `${metric}_effect`].map((column) => ({ name: column, ...unit }));
  });
  // Two currencies have columns of one name; in rows each has its own key.
  const keys = names.flatMap((name) => [name, `${name}_twin`, `${name}_effect`]);
  const several = new Set(columns.map(({ name }) => name)).size < columns.length;
  const keyed = columns.map((column, i) => (several ? { ...column, name: keys[i] ?? column.name } : column));
  const periods = [...new Set(figures.map(({ period }) => period))].toSorted((a, b) => a - b);
  const rows = periods.map((period) => {
    const cells: Record<string, Cell> = { period: formatDay(period) };
    names.forEach((name, n) => {
      const found = figures.find((figure) => figure.period === period && nameOf(figure) === name);
      const values = [found?.base ?? 0, found?.twin ?? 0, (found?.twin ?? 0) - (found?.base ?? 0)];
      values.forEach((value, i) => (cells[keyed[3 * n + i]?.name ?? name] = value));
    });
    return cells;
  });
  return { columns: [{ name: "period", unit: "text" }, ...keyed], rows };
}

/** A twin's totals in words: the mean effect on a user, and on all. */
export function twinTotals({ policy, users, totals }: TwinReport): string {
  const lines = totals.map(({ currency, effectPerUser, effectInTotal, usersUp, usersDown }) => {
    const what = currency === null ? "active months" : `ARR at the end, ${currency}`;
    const amount = (value: number): string =>
      currency === null ? String(Math.round(value * 10_000) / 10_000) : formatMinor(Math.round(value), currency);
    const whom = `${usersUp} users more, ${usersDown} less`;
    return `  ${what}: ${amount(effectPerUser)} a user, ${amount(effectInTotal)} in all; ${whom}.\n`;
  });
  return `"${policy}" does to ${users} users, whose luck is the same with it and without:\n${lines.join("")}`;
}

function nameOf({ metric, currency }: { readonly metric: string; readonly currency: string | null }): string {
  return currency === null ? metric : `${metric}_${currency.toLowerCase()}`;
}
