import { emptyFile, requireColumns, takeHeader } from "./csv-header.ts";
import { createIdMaker } from "./derived-id.ts";
import { mappedColumns } from "./mapping.ts";
import { createPartitionBuffers, type Piece, type PieceSizes } from "./partition-buffers.ts";
import { faultOf, type RejectedRow, rejectRow } from "./rejected-row.ts";
import { createRowReader, type RowSettings } from "./row-reader.ts";
import { type FileScan, scanCsvFile } from "./scan-csv-file.ts";

/** What became of an import's rows; read = loaded + rejected. */
export interface RowCounts {
  readonly rowsRead: number;
  readonly rowsLoaded: number;
  readonly rowsRejected: number;
  /** Rejected rows by reason. */
  readonly reasons: Readonly<Record<string, number>>;
  /** Columns of the files that the mapping does not read, in their order. */
  readonly droppedColumns: readonly string[];
  /** Values kept as Unknown in loaded rows, by column of the table. */
  readonly unknownValues: Readonly<Record<string, number>>;
}

/** Where rows go. */
export interface RowSinks {
  /** Takes each file's worth of rows; the next is made when this is done. */
  readonly onPiece: (piece: Piece) => Promise<void>;
  readonly onRejected: (row: RejectedRow) => void;
  /** Hears the bytes taken from all files so far. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
  /**
   * Asked with the final counts before what is still in memory is handed to `onPiece`; throws to keep it back.
   */
  readonly onCounted: (counts: RowCounts) => void;
}

/** Counts while they are counted. */
interface Tally {
  rowsRead: number;
  rowsRejected: number;
  readonly reasons: Map<string, number>;
  readonly unknown: Map<string, number>;
  readonly dropped: Set<string>;
}

/**
 * Read CSV files in their order into pieces of one table, one UTC month a piece. Nothing but the rows of unwritten pieces
 * is held (and, for events without an id, some 30 bytes for each distinct row of the file).
 * @throws UserError where a file cannot be read as CSV or lacks a column the mapping reads.
 */
export async function readRows(
  files: readonly string[],
  settings: RowSettings & { readonly sizes: PieceSizes },
  sinks: RowSinks,
): Promise<RowCounts> {
  const tally: Tally = { rowsRead: 0, rowsRejected: 0, reasons: new Map(), unknown: new Map(), dropped: new Set() };
  const buffers = createPartitionBuffers(settings.mapping.shape, settings.sizes);
  let bytesBefore = 0;
  for (const file of files) {
    let bytes = 0;
    const scans = scanCsvFile(file, (taken) => (bytes = taken));
    let take: ((scan: FileScan) => void) | null = null;
    for await (const scan of scans) {
      take ??= beginFile(file, scan);
      take?.(scan);
      for (const piece of buffers.takeFull()) await sinks.onPiece(piece);
      sinks.onBytes?.(bytesBefore + bytes);
    }
    if (take === null) throw emptyFile(file);
    bytesBefore += bytes;
  }
  const counts = countsOf(tally);
  sinks.onCounted(counts);
  for (const piece of buffers.takeRest()) await sinks.onPiece(piece);
  return counts;

  /** Take the header; then return what takes the rows. Null where the header is not here yet. */
  function beginFile(file: string, { scanner, delimiter }: FileScan): ((scan: FileScan) => void) | null {
    const columns = takeHeader(file, scanner);
    if (columns === null) return null;
    const mapped = mappedColumns(settings.mapping);
    requireColumns(file, columns, mapped);
    for (const name of columns) if (!mapped.includes(name)) tally.dropped.add(name);
    const reader = createRowReader(settings, columns, {
      idOf: createIdMaker(delimiter),
      onUnknown: (column) => count(tally.unknown, column),
    });
    return () => {
      const { row } = scanner;
      while (scanner.next()) {
        // A blank line is no row, unless one empty field is all a row can have.
        if (row.start === row.end && row.fault === null && columns.length > 1) continue;
        tally.rowsRead++;
        const fault = faultOf(row, columns.length) ?? reader.read(scanner, tally.rowsRead);
        if (fault === null) {
          buffers.push(reader.values);
        } else {
          tally.rowsRejected++;
          count(tally.reasons, fault.reason);
          sinks.onRejected(rejectRow(file, row, fault));
        }
      }
    };
  }
}

function countsOf({ rowsRead, rowsRejected, reasons, unknown, dropped }: Tally): RowCounts {
  return {
    rowsRead,
    rowsLoaded: rowsRead - rowsRejected,
    rowsRejected,
    reasons: Object.fromEntries([...reasons].toSorted(([, a], [, b]) => b - a)),
    droppedColumns: [...dropped],
    unknownValues: Object.fromEntries(unknown),
  };
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
