import type { BlockReader } from "./block.ts";
import { emptyFile } from "./columns-of-file.ts";
import { type BlockSizes, type CutFile, cutFile } from "./cut-file.ts";
import { createIdMaker } from "./derived-id.ts";
import { mostFurther } from "./json-parser.ts";
import { mappedColumns } from "./mapping.ts";
import { unreadColumns } from "./named-text.ts";
import { openRecords } from "./open-records.ts";
import { createPartitionBuffers, type Piece, type PieceSizes } from "./partition-buffers.ts";
import { readBlocks } from "./read-blocks.ts";
import type { InputFile, RecordForm, Records } from "./records.ts";
import type { RejectedRow, RejectedSource } from "./rejected-row.ts";
import { createRowReader, type RowReader, type RowSettings } from "./row-reader.ts";
import { createRowTally, type RowCounts } from "./row-tally.ts";
import { takeRow } from "./take-row.ts";

/** How large files are read: in blocks of these sizes, by readers that are had where there is such a file. */
export interface Blockwise {
  readonly sizes: BlockSizes;
  readonly readers: () => readonly BlockReader[];
  /** Sets so many numbers of pieces apart; how many are taken before them. */
  readonly reserve: (pieces: number) => number;
}

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
 * is held (and, for events without an id, some 30 bytes for each distinct row of the file). Large files are read in
 * blocks where `blockwise` says how; the block readers write their rows themselves.
 * @throws UserError where a file cannot be read as what it is or lacks a column the mapping reads.
 */
export async function readRows(
  files: readonly InputFile[],
  settings: RowSettings & { readonly sizes: PieceSizes; readonly blockwise?: Blockwise | null },
  sinks: RowSinks,
): Promise<RowCounts> {
  const { onRejected } = sinks;
  const { mapping, blockwise = null } = settings;
  const tally = createRowTally();
  const rows = createPartitionBuffers(mapping.shape, settings.sizes);
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
    for (const file of files) {
      const cut = await cutOf(file);
      await (cut === null ? readFile(file) : readCut(cut));
    }
  } finally {
    await writing;
  }
  const counts = tally.counts();
  sinks.onCounted(counts);
  for (const piece of rows.takeRest()) await write(piece);
  await writing;
  return counts;

  async function readFile(file: InputFile): Promise<void> {
    let bytes = 0;
    const opened = openRecords(file, { names, format: mapping.format, onRead: (taken) => (bytes = taken) });
    let reader: RowReader | null = null;
    let last: Records | null = null;
    for await (const records of opened) {
      reader ??= begin(file, records);
      while (records.next()) takeRow(records, { file: file.name, reader }, { tally, rows, onRejected });
      last = records;
      for (const piece of rows.takeFull()) await write(piece);
      sinks.onBytes?.(bytesBefore + bytes);
    }
    if (last === null) throw emptyFile(file.name);
    for (const name of last.further) tally.dropColumn(name);
    bytesBefore += bytes;
  }

  function begin({ name }: InputFile, { columns, form }: Described): RowReader {
    sinks.onSource?.({ file: name, columns, form });
    for (const column of unreadColumns(columns, names)) tally.dropColumn(column);
    return createRowReader(settings, { file: name, columns, idOf: createIdMaker(), onUnknown: tally.unknown });
  }

  /** Where the source numbers its rows itself, a block cannot know which of its numbers are ours. */
  async function cutOf(file: InputFile): Promise<CutFile | null> {
    if (blockwise === null || mapping.rules.has("source_seq")) return null;
    return cutFile(file, { names, format: mapping.format, sizes: blockwise.sizes });
  }

  async function readCut({ blocks, firstLine }: CutFile): Promise<void> {
    const [first] = blocks;
    if (first === undefined || blockwise === null) throw new Error("A file was cut into nothing.");
    begin(first.file, first);
    const further = new Set<string>();
    let bytes = 0;
    await readBlocks(
      blocks,
      { readers: blockwise.readers(), firstLine },
      {
        onFound: (found, linesBefore) => {
          const before = { rows: tally.rowsRead, pieces: blockwise.reserve(found.pieces) };
          for (const row of found.rejected) {
            onRejected({ ...row, line: row.line + linesBefore, row: row.row + before.rows });
          }
          tally.add(found.counts);
          for (const name of found.further) if (further.size < mostFurther) further.add(name);
          return before;
        },
        onBytes: (taken) => sinks.onBytes?.(bytesBefore + (bytes = taken)),
      },
    );
    for (const name of further) tally.dropColumn(name);
    bytesBefore += bytes;
  }
}

type Described = { readonly columns: readonly string[]; readonly form: RecordForm };
