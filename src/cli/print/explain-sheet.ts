import type { Explanation } from "../../serve/contract.ts";
import { change, figure } from "./figure.ts";
import type { Cell, Sheet, SheetColumn } from "./sheet.ts";

/** Segments of a dimension that fit a screen. */
const mostShown = 10;

type Row = Explanation["rows"][number];

/** The segments with what came and went; below them the whole. `isTable` shows the greatest changes of each dimension. */
export function explainSheet({ columns, dimensions, rows, totals }: Explanation, isTable: boolean): Sheet {
  const parts = partNames([totals, ...rows]);
  const [unit, currency] = [columns.at(2)?.unit ?? "count", columns.at(2)?.currency];
  const all: readonly SheetColumn[] = [...columns, ...parts.map((name) => ({ name, unit, currency }))];
  const shown = isTable
    ? dimensions.flatMap(({ name }) => rows.filter(({ dimension }) => dimension === name).slice(0, mostShown))
    : rows;
  // The whole's part of itself says nothing; by how much it moved stands below its change, in a line of its own.
  const whole = recordOf({ dimension: "", segment: "", shareOfChange: null, ...totals });
  const below = all.slice(1);
  const summary = [
    {
      label: "total",
      cells: below.map((column) => (column.name === "shareOfChange" ? "" : figure(whole[column.name], column))),
    },
    { label: "change", cells: below.map(({ name }) => (name === "change" ? change(totals.changeRate) : "")) },
  ];
  return { columns: all, rows: shown.map(recordOf), summary };
}

function partNames(moved: readonly Pick<Row, "turnover" | "movements">[]): readonly string[] {
  return [...new Set(moved.flatMap(({ turnover, movements }) => Object.keys({ ...turnover, ...movements })))];
}

function recordOf({ turnover, movements, ...row }: Row): Readonly<Record<string, Cell>> {
  const { dimension, segment, before, now, change: moved, shareOfChange } = row;
  return { dimension, segment, before, now, change: moved, shareOfChange, ...turnover, ...movements };
}
