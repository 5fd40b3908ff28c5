import type { Receipt } from "../../serve/contract.ts";
import type { DataFlags } from "../flags.ts";
import type { Terminal } from "../terminal.ts";
import { figure } from "./figure.ts";
import { print } from "./print.ts";
import type { Sheet } from "./sheet.ts";
import { tableText } from "./table.ts";

/** Write a receipt: whole as JSON; for people as a page; the rows behind the figure in the formats of rows. */
export function printReceipt(terminal: Terminal, receipt: Receipt, flags: DataFlags): void {
  const rows = rowsSheet(receipt);
  if (flags.format !== "table") return print(terminal, flags.format, { json: receipt, sheet: rows });
  terminal.out(tableText(recordSheet(receipt), terminal));
  for (const { title, sql, parameters } of statementsOf(receipt)) {
    terminal.out(`\n-- ${title}; parameters ${JSON.stringify(parameters)}\n${sql.trimEnd()};\n`);
  }
  if (rows.rows.length > 0) terminal.out(`\n${tableText(rows, terminal)}`);
}

function statementsOf({ definition, ran }: Receipt) {
  const own = definition.sql.find(({ dialect }) => dialect === ran.dialect);
  return [
    { ...ran, title: `what ran, from ${ran.source}` },
    ...(own === undefined ? [] : [{ ...own, title: "the definition, from base rows" }]),
  ];
}

function recordSheet({ question, cell, definition, converted, recount, behind }: Receipt): Sheet {
  const column = { name: cell.period, unit: cell.unit, currency: cell.currency ?? undefined };
  const groups = Object.entries(question.group).map(([dimension, value]) => `${dimension} ${value}`);
  const record: Readonly<Record<string, string>> = {
    metric: `${definition.title} (${definition.name}), version ${definition.version}`,
    meaning: definition.meaning,
    cell: [question.cell, `${cell.from} to ${cell.to}`, ...groups].join(", "),
    figure: [figure(cell.value, column), ...(cell.currency === null ? [] : [cell.currency])].join(" "),
    ...(converted === undefined ? {} : { converted: partsText(converted) }),
    recount: `${figure(recount.value, column)}, ${recount.equal ? "equal" : "NOT EQUAL"}`,
    behind: behind === null ? "no list of rows" : `${behind.total} ${behind.kind}`,
  };
  return { columns: Object.keys(record).map((name) => ({ name, unit: "text" })), rows: [record], isRecord: true };
}

function partsText({ parts, ratesOf, exact, dividedBy, adjusted }: NonNullable<Receipt["converted"]>): string {
  const texts = parts.map(({ currency, amount, base, rate, ratesOf: day }) => {
    const text = (minorUnits: number) => figure(minorUnits, { name: currency, unit: "minor_units", currency });
    const when = day === ratesOf ? "" : ` (${day})`;
    return `${text(amount)}${base === null ? "" : ` of ${text(base)}`} ${currency} × ${rate}${when}`;
  });
  const sum = `${texts.length === 0 ? "nothing" : texts.join(" + ")}, in minor units at the rates of ${ratesOf}`;
  const divided = dividedBy === 1 ? "" : `, by ${dividedBy}`;
  const rounding = exact === null || (exact.endsWith("/1") && dividedBy === 1) ? "" : `, ${exact}${divided}, rounded`;
  const added = adjusted === 0 ? "" : `, ${adjusted > 0 ? "+" : ""}${adjusted} so that the row adds up`;
  return `${sum}${rounding}${added}`;
}

function rowsSheet({ behind, cell, converted }: Receipt): Sheet {
  // The rows behind a converted figure are each in a currency of their own.
  const currency = converted === undefined ? (cell.currency ?? undefined) : undefined;
  return {
    columns: (behind?.columns ?? []).map((column) =>
      column.unit === "minor_units" ? { ...column, currency } : column,
    ),
    rows: behind?.rows ?? [],
  };
}
