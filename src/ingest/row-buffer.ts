import type { ColumnBatch } from "../schema/batch.ts";
import type { ImportShape, RowValues } from "./import-shape.ts";
import { createNumberColumn, type NumberColumn } from "./number-column.ts";
import { createTextColumn, type TextColumn } from "./text-column.ts";
import type { TextView } from "./text-view.ts";

/** Rows of one partition, held column by column until they fill a file. */
export interface RowBuffer {
  readonly rows: number;
  /** Length of all its texts, in characters or in bytes, the measure of its memory. */
  readonly characters: number;
  push(values: RowValues): void;
  /** All rows so far, sorted by time, then by user, then as they came. */
  toBatch(): ColumnBatch;
}

/** An empty buffer for rows of `shape`'s table. */
export function createRowBuffer({ table, timeColumn }: ImportShape): RowBuffer {
  const texts: { readonly name: string; readonly place: number; readonly data: TextColumn }[] = [];
  const numbers: { readonly name: string; readonly place: number; readonly data: NumberColumn }[] = [];
  for (const [place, [name, { type }]] of Object.entries(table.columns).entries()) {
    if (type === "text") texts.push({ name, place, data: createTextColumn({ distinct: table.key[0] === name }) });
    else {
      const kind = type === "bigint" || type === "timestamp" ? "int64" : "int32";
      numbers.push({ name, place, data: createNumberColumn(kind) });
    }
  }
  const times = numbers.find(({ name }) => name === timeColumn)?.data;
  const users = texts.find(({ name }) => name === "user_id")?.data;
  if (times === undefined || users === undefined) throw new Error(`${table.name} has no ${timeColumn} or no user_id.`);
  let rows = 0;
  let characters = 0;
  let isSorted = true;
  let isInTime = true;

  function push(values: RowValues): void {
    for (const { place, data } of texts) {
      const text = (values[place] ?? null) as string | TextView | null;
      data.push(text);
      if (text !== null) characters += typeof text === "string" ? text.length : text.end - text.start;
    }
    for (const { place, data } of numbers) data.push((values[place] ?? null) as number | null);
    rows++;
    if (rows === 1) return;
    isInTime &&= timeAt(rows - 2) <= timeAt(rows - 1);
    isSorted &&= compare(rows - 2, rows - 1) < 0;
  }

  function timeAt(row: number): number {
    return times?.at(row) ?? 0;
  }

  function compare(a: number, b: number): number {
    const byTime = timeAt(a) - timeAt(b);
    return byTime !== 0 ? byTime : (users?.compare(a, b) ?? 0) || a - b;
  }

  function toBatch(): ColumnBatch {
    const order = isSorted ? null : inOrder();
    const taken = [...texts, ...numbers].toSorted((a, b) => a.place - b.place);
    return { table, rows, columns: Object.fromEntries(taken.map(({ name, data }) => [name, data.take(order)])) };
  }

  /** Rows of a log mostly come in time, and only those of the same moment are out of order. */
  function inOrder(): Uint32Array {
    const order = new Uint32Array(rows);
    for (let row = 0; row < rows; row++) order[row] = row;
    if (!isInTime) return order.toSorted(compare);
    for (let from = 0, to = 0; from < rows; from = to) {
      while (to < rows && timeAt(to) === timeAt(from)) to++;
      if (to - from > 1) order.set(order.subarray(from, to).toSorted(compare), from);
    }
    return order;
  }

  return {
    get rows() {
      return rows;
    },
    get characters() {
      return characters;
    },
    push,
    toBatch,
  };
}
