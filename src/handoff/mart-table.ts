import type { Mart, MartColumn } from "../metrics/mart/mart.ts";
import { martVersion } from "../metrics/mart/mart.ts";
import { findMart, marts, readMart } from "../metrics/mart/marts.ts";
import { formatDay, formatInstant } from "../schema/date.ts";
import type { ColumnType } from "../schema/table.ts";
import { weekdays } from "../schema/period.ts";
import { stateOf } from "../workspace/ask.ts";
import type { Workspace } from "../workspace/open.ts";
import type { Table, TableColumn, TableRow, TableType } from "./table.ts";

/** The marts called `names`; `all` stands for every one that is not about single users. */
export function chosenMarts(names: readonly string[]): readonly Mart[] {
  const chosen = names.flatMap((name) =>
    name === "all" ? marts.filter((mart) => !mart.isAboutUsers) : findMart(name),
  );
  return [...new Set(chosen)];
}

/** A mart's rows as a table, in the order of its key, at most one more than `most`. */
export async function martTable(ws: Workspace, mart: Mart, most: number): Promise<Table> {
  return ws.readers.use(async (reader) => {
    const state = stateOf(ws, reader);
    const rows = await reader.run(readMart(mart, state, most + 1));
    const columns = Object.entries(mart.columns);
    const printed = (instant: number | null) => (instant === null ? null : formatInstant(instant));
    const { events, subscriptions } = state.dataThrough;
    return {
      name: mart.name,
      columns: columns.map(([name, column]) => tableColumn(name, column)),
      rows: rows.map((row): TableRow =>
        Object.fromEntries(columns.map(([name, { type }]) => [name, spelled(row[name] ?? null, type)])),
      ),
      source: {
        kind: "mart",
        asked: { name: mart.name, version: martVersion, grain: mart.grain, key: mart.key },
        generation: state.generation,
        timezone: state.zone.name,
        weekStart: weekdays[state.weekStart - 1] ?? "monday",
        dataThrough: { events: printed(events), subscriptions: printed(subscriptions) },
      },
    };
  });
}

const types: Readonly<Record<ColumnType, TableType>> = {
  text: "text",
  integer: "bigint",
  bigint: "bigint",
  date: "date",
  timestamp: "timestamp",
};

function tableColumn(name: string, { type, unit, meaning, sums }: MartColumn): TableColumn {
  return { name, type: types[type], unit: unit ?? type, additive: sums === "all", overlapping: false, meaning };
}

function spelled(value: string | number | null, type: ColumnType): string | number | null {
  if (typeof value !== "number") return value;
  if (type === "date") return formatDay(value);
  return type === "timestamp" ? formatInstant(value) : value;
}
