import type { ColumnBatch } from "../schema/batch.ts";
import { civilOf, formatDay, type Instant, microsPerUtcDay } from "../schema/date.ts";
import type { ImportShape, RowValues } from "./import-shape.ts";
import { createRowBuffer, type RowBuffer } from "./row-buffer.ts";

/** One file's worth of rows of one UTC month. */
export interface Piece {
  /** `month=2026-01`. */
  readonly partition: string;
  readonly batch: ColumnBatch;
}

/** Rows waiting to be written, by UTC month. */
export interface PartitionBuffers {
  /** Of how many months rows wait. */
  readonly months: number;
  push(values: RowValues): void;
  /** Pieces that must be written now for memory to stay bounded: full months, and the largest while all are too many. */
  takeFull(): Generator<Piece>;
  /** Everything that is left, in the order of the months. */
  takeRest(): Generator<Piece>;
}

/** When pieces are cut. */
export interface PieceSizes {
  /** A month with this many rows is cut. */
  readonly rowsPerPiece: number;
  /** More rows than this, or more characters of text, are never held for long, over all months. */
  readonly heldRows: number;
  readonly heldCharacters: number;
}

/** Room for a quarter of a gigabyte or so; a file of 500,000 rows takes 5 to 15 MB. */
export const defaultPieceSizes: PieceSizes = {
  rowsPerPiece: 500_000,
  heldRows: 500_000,
  heldCharacters: 200_000_000,
};

/** Empty buffers for rows of `shape`'s table. */
export function createPartitionBuffers(shape: ImportShape, sizes: PieceSizes): PartitionBuffers {
  const byMonth = new Map<number, RowBuffer>();
  const timeIndex = Object.keys(shape.table.columns).indexOf(shape.timeColumn);
  const monthOf = monthFinder();
  let heldRows = 0;
  let heldCharacters = 0;

  function push(values: RowValues): void {
    const month = monthOf(Number(values[timeIndex]));
    let buffer = byMonth.get(month);
    if (buffer === undefined) {
      buffer = createRowBuffer(shape);
      byMonth.set(month, buffer);
    }
    const before = buffer.characters;
    buffer.push(values);
    heldRows++;
    heldCharacters += buffer.characters - before;
  }

  function take(month: number, buffer: RowBuffer): Piece {
    byMonth.delete(month);
    heldRows -= buffer.rows;
    heldCharacters -= buffer.characters;
    return { partition: `month=${monthLabel(month)}`, batch: buffer.toBatch() };
  }

  function* takeFull(): Generator<Piece> {
    for (const [month, buffer] of byMonth) if (buffer.rows >= sizes.rowsPerPiece) yield take(month, buffer);
    while (heldRows > sizes.heldRows || heldCharacters > sizes.heldCharacters) {
      const [largest] = [...byMonth].toSorted(([, a], [, b]) => b.characters - a.characters || b.rows - a.rows);
      if (largest === undefined) return;
      yield take(...largest);
    }
  }

  function* takeRest(): Generator<Piece> {
    for (const [month, buffer] of [...byMonth].toSorted(([a], [b]) => a - b)) yield take(month, buffer);
  }

  return {
    get months() {
      return byMonth.size;
    },
    push,
    takeFull,
    takeRest,
  };
}

/** The first day of an instant's UTC month; remembers the last day asked for, since sources mostly run in order. */
function monthFinder(): (instant: Instant) => number {
  let lastDay = Number.NaN;
  let lastMonth = 0;
  return (instant) => {
    const day = Math.floor(instant / microsPerUtcDay);
    if (day !== lastDay) [lastDay, lastMonth] = [day, day - civilOf(day).dayOfMonth + 1];
    return lastMonth;
  };
}

function monthLabel(month: number): string {
  return formatDay(month).slice(0, 7);
}
