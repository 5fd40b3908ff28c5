import { createReadStream } from "node:fs";
import type { Block, BlockFound, Place } from "./block.ts";
import { createCsvRecords } from "./csv-records.ts";
import { createIdMaker } from "./derived-id.ts";
import { createJsonLineRecords, type LocatedRecords } from "./json-line-records.ts";
import { createOccurrenceCounter } from "./occurrence-counter.ts";
import { createPartitionBuffers, type PartitionBuffers } from "./partition-buffers.ts";
import type { RejectedRow } from "./rejected-row.ts";
import { createRowReader, type RowSettings } from "./row-reader.ts";
import { createRowTally } from "./row-tally.ts";
import { pieceBytes, unreadable } from "./source-bytes.ts";
import { takeRow } from "./take-row.ts";

/** All rows of a block, and what else was found in it. */
export interface ReadBlock {
  readonly found: BlockFound;
  readonly rows: PartitionBuffers;
}

const unbounded = { rowsPerPiece: Infinity, heldRows: Infinity, heldCharacters: Infinity };
const lineFeed = 0x0a;

/** Read a block as if the file began with it. @throws UserError where the file cannot be read. */
export async function readBlock(
  block: Block,
  settings: RowSettings,
  onBytes: (bytes: number) => void,
): Promise<ReadBlock> {
  const { file, columns } = block;
  const tally = createRowTally();
  const rows = createPartitionBuffers(settings.mapping.shape, unbounded);
  const rejected: RejectedRow[] = [];
  const { idOf, unnamed } = idsOf(block.repeated);
  const reader = createRowReader(settings, { file: file.name, columns, idOf, onUnknown: tally.unknown });
  const sinks = { tally, rows, onRejected: (row: RejectedRow) => void rejected.push(row) };
  const stretch = openStretch(block);
  const source = { file: file.name, reader };
  let first: Place | null = null;
  let next: Place | null = null;
  let [readTo, further] = [block.from, [] as readonly string[]];
  for await (const { records, start, end } of stretch) {
    readTo = end;
    while (next === null && records.next()) {
      const offset = start + records.offset;
      first ??= { offset, line: records.line };
      if (block.to !== null && offset >= block.to) next = { offset, line: records.line };
      else takeRow(records, source, sinks);
    }
    further = [...records.further];
    if (next !== null) break;
    onBytes(readTo - block.from);
  }
  const counts = tally.counts();
  return { found: { first, next, readTo, counts, rejected, further, unnamed: unnamed(), pieces: rows.months }, rows };
}

/** Makes ids as if the rows whose digests are `repeated` stood before, and keeps the digests of those it is asked for. */
function idsOf(repeated: Uint32Array): Pick<Parameters<typeof createRowReader>[1], "idOf"> & {
  readonly unnamed: () => Uint32Array;
} {
  const occurrences = createOccurrenceCounter();
  for (let at = 0; at < repeated.length; at += 2) occurrences.add(repeated[at] ?? 0, repeated[at + 1] ?? 0);
  const digests: number[] = [];
  const add = (high: number, low: number): number => {
    digests.push(high, low);
    return occurrences.add(high, low);
  };
  return { idOf: createIdMaker({ add }), unnamed: () => Uint32Array.from(digests) };
}

/** The records from the block's first on, with the offset that theirs count from, and that up to which bytes were read. */
interface Stretch {
  readonly records: LocatedRecords;
  readonly start: number;
  readonly end: number;
}

/** As `openRecords`, from anywhere in the file. */
async function* openStretch({ file, columns, form, from, isRecordStart }: Block): AsyncGenerator<Stretch> {
  const records = recordsOf();
  // The line end before a record that begins right here stands in the byte before.
  let [end, isFound] = [isRecordStart ? from : from - 1, isRecordStart];
  let start = from;
  const stored = createReadStream(file.path, { start: end, highWaterMark: pieceBytes });
  try {
    for await (const piece of stored as AsyncIterable<Buffer>) {
      const behind = isFound ? 0 : piece.indexOf(lineFeed) + 1;
      if (!isFound && behind > 0) [isFound, start] = [true, end + behind];
      end += piece.length;
      if (!isFound) continue;
      records.push(piece.subarray(behind));
      yield { records, start, end };
    }
  } catch (error) {
    throw unreadable(file.name, error);
  } finally {
    stored.destroy();
  }
  records.finish();
  yield { records, start, end };

  function recordsOf(): LocatedRecords {
    if (form.kind === "json") return createJsonLineRecords(columns);
    const format = { delimiter: form.delimiter ?? ",", header: columns, quote: form.quote };
    const made = createCsvRecords(file, { bytes: Buffer.alloc(0), isAll: false }, format);
    if (made === null) throw new Error("A table whose columns are given has no header to wait for.");
    return made;
  }
}
