import type { RowFault } from "./import-shape.ts";

/** What became of an import's rows; read = loaded + rejected + skipped. */
export interface RowCounts {
  readonly rowsRead: number;
  readonly rowsLoaded: number;
  readonly rowsRejected: number;
  /** Rows that the mapping leaves out on purpose. */
  readonly rowsSkipped: number;
  /** Rejected rows by reason. */
  readonly reasons: Readonly<Record<string, number>>;
  /** Skipped rows by reason. */
  readonly skipped: Readonly<Record<string, number>>;
  /** Columns of the files that the mapping does not read, in their order. */
  readonly droppedColumns: readonly string[];
  /** Values kept as Unknown in loaded rows, by column of the table. */
  readonly unknownValues: Readonly<Record<string, number>>;
}

/** Counts while they are counted. */
export interface RowTally {
  rowsRead: number;
  readonly unknown: (column: string) => void;
  readonly dropColumn: (name: string) => void;
  /** Count a row that is not loaded. */
  readonly leaveOut: (fault: RowFault) => void;
  /** Count all that was counted of some rows elsewhere. */
  readonly add: (counts: RowCounts) => void;
  readonly counts: () => RowCounts;
}

/** Different reasons for skipping that are told apart; further ones are counted together. */
const mostReasons = 100;

/** A tally of nothing yet. */
export function createRowTally(): RowTally {
  const reasons = new Map<string, number>();
  const skipped = new Map<string, number>();
  const unknown = new Map<string, number>();
  const dropped = new Set<string>();
  let [rejectedRows, skippedRows] = [0, 0];
  const tally: RowTally = {
    rowsRead: 0,
    unknown: (column) => count(unknown, column),
    dropColumn: (name) => void dropped.add(name),
    leaveOut: ({ reason, isDropped = false }) => (isDropped ? skip(reason, 1) : reject(reason, 1)),
    add: (counts) => {
      tally.rowsRead += counts.rowsRead;
      for (const [reason, rows] of Object.entries(counts.reasons)) reject(reason, rows);
      for (const [reason, rows] of Object.entries(counts.skipped)) skip(reason, rows);
      for (const [column, values] of Object.entries(counts.unknownValues)) count(unknown, column, values);
    },
    counts: () => ({
      rowsRead: tally.rowsRead,
      rowsLoaded: tally.rowsRead - rejectedRows - skippedRows,
      rowsRejected: rejectedRows,
      rowsSkipped: skippedRows,
      reasons: sorted(reasons),
      skipped: sorted(skipped),
      droppedColumns: [...dropped],
      unknownValues: Object.fromEntries(unknown),
    }),
  };
  return tally;

  function skip(reason: string, rows: number): void {
    skippedRows += rows;
    count(skipped, skipped.has(reason) || skipped.size < mostReasons ? reason : "other", rows);
  }

  function reject(reason: string, rows: number): void {
    rejectedRows += rows;
    count(reasons, reason, rows);
  }
}

function sorted(counts: ReadonlyMap<string, number>): Readonly<Record<string, number>> {
  return Object.fromEntries([...counts].toSorted(([, a], [, b]) => b - a));
}

function count(counts: Map<string, number>, key: string, more = 1): void {
  counts.set(key, (counts.get(key) ?? 0) + more);
}
