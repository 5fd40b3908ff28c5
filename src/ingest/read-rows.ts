import { emptyFile } from "./columns-of-file.ts";
import { createIdMaker } from "./derived-id.ts";
import { mappedColumns } from "./mapping.ts";
import { unreadColumns } from "./named-text.ts";
import { openRecords } from "./open-records.ts";
import { createPartitionBuffers, type Piece, type PieceSizes } from "./partition-buffers.ts";
import type { InputFile, Records } from "./records.ts";
import { type RejectedRow, type RejectedSource, rejectRow } from "./rejected-row.ts";
import { createRowReader, type RowReader, type RowSettings } from "./row-reader.ts";
import { createRowTally, type RowCounts } from "./row-tally.ts";

/** Where rows go. */
export interface RowSinks {
  /** Takes each file's worth of rows; it is given the next when this is done, while more are read already. */
  readonly onPiece: (piece: Piece) => Promise<void>;
  readonly onRejected: (row: RejectedRow) => void;
  /** Hears how each file is written, before any of its rows. */
  readonly onSource?: ((source: RejectedSource) => void) | undefined;
  /** Hears the bytes taken from all files so far. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
  /**
   * Asked with the final counts before what is still in memory is handed to `onPiece`; throws to keep it back.
   */
  readonly onCounted: (counts: RowCounts) => void;
}

/**
 * Read files in their order into pieces of one table, one UTC month a piece. Nothing but the rows of unwritten pieces
 * is held (and, for events without an id, some 30 bytes for each distinct row of the file).
 * @throws UserError where a file cannot be read as what it is or lacks a column the mapping reads.
 */
export async function readRows(
  files: readonly InputFile[],
  settings: RowSettings & { readonly sizes: PieceSizes },
  sinks: RowSinks,
): Promise<RowCounts> {
  const { mapping } = settings;
  const tally = createRowTally();
  const buffers = createPartitionBuffers(mapping.shape, settings.sizes);
  const names = mappedColumns(mapping);
  let bytesBefore = 0;
  let writing: Promise<void> = Promise.resolve();
  const write = async (piece: Piece): Promise<void> => {
    await writing;
    writing = sinks.onPiece(piece);
    // Whoever waits for it hears of its failure; until then it is nobody's.
    writing.catch(() => undefined);
  };
  try {
    for (const file of files) await readFile(file);
  } finally {
    await writing;
  }
  const counts = tally.counts();
  sinks.onCounted(counts);
  for (const piece of buffers.takeRest()) await write(piece);
  await writing;
  return counts;

  async function readFile(file: InputFile): Promise<void> {
    let bytes = 0;
    const opened = openRecords(file, { names, format: mapping.format, onRead: (taken) => (bytes = taken) });
    let reader: RowReader | null = null;
    let last: Records | null = null;
    for await (const records of opened) {
      if (reader === null) sinks.onSource?.({ file: file.name, columns: records.columns, form: records.form });
      reader ??= begin(file, records);
      takeAll(file, records, reader);
      last = records;
      for (const piece of buffers.takeFull()) await write(piece);
      sinks.onBytes?.(bytesBefore + bytes);
    }
    if (last === null) throw emptyFile(file.name);
    for (const name of last.further) tally.dropColumn(name);
    bytesBefore += bytes;
  }

  function begin({ name }: InputFile, { columns }: Records): RowReader {
    for (const column of unreadColumns(columns, names)) tally.dropColumn(column);
    return createRowReader(settings, { file: name, columns, idOf: createIdMaker(), onUnknown: tally.unknown });
  }

  function takeAll({ name }: InputFile, records: Records, reader: RowReader): void {
    while (records.next()) {
      const row = ++tally.rowsRead;
      const fault = records.fault ?? reader.read(records, row);
      if (fault === null) {
        buffers.push(reader.values);
        continue;
      }
      tally.leaveOut(fault);
      if (fault.isDropped !== true) sinks.onRejected(rejectRow({ file: name, row }, records, fault));
    }
  }
}
