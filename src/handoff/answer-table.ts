import type { Answer } from "../metrics/answer.ts";
import type { Table, TableColumn, TableType } from "./table.ts";

/** Type of a column by its unit; every other unit is text. */
const types: Readonly<Record<string, TableType>> = {
  date: "date",
  instant: "timestamp",
  count: "bigint",
  minor_units: "bigint",
  rate: "double",
};

/** An answer's rows as a table called `name`; the mark `history_incomplete` is a column where any row bears it. */
export function answerTable(answer: Answer, name: string): Table {
  const { rows, question, generation, timezone, weekStart, dataThrough } = answer;
  const columns = answer.columns.map((column): TableColumn => ({ ...column, type: types[column.unit] ?? "text" }));
  const isMarked = rows.some((row) => row["history_incomplete"] === true);
  return {
    name,
    columns: isMarked ? [...columns, mark] : columns,
    rows: isMarked ? rows.map((row) => ({ ...row, history_incomplete: row["history_incomplete"] === true })) : rows,
    source: { kind: "question", asked: question, generation, timezone, weekStart, dataThrough },
  };
}

const mark: TableColumn = {
  name: "history_incomplete",
  type: "boolean",
  unit: "flag",
  additive: false,
  overlapping: false,
  meaning: "True where a figure looks back to before the data begin.",
};
