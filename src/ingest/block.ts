import type { InputFile, RecordForm } from "./records.ts";
import type { RejectedRow } from "./rejected-row.ts";
import type { RowCounts } from "./row-tally.ts";

/** A stretch of a large file that is read on its own: the records that begin in it. */
export interface Block {
  readonly file: InputFile;
  readonly columns: readonly string[];
  readonly form: RecordForm;
  /** Offset of its first byte. */
  readonly from: number;
  /** Whether a record is known to begin there; else the first is looked for behind the first line end. */
  readonly isRecordStart: boolean;
  /** Offset of the first byte behind it; null = the end of the file. */
  readonly to: number | null;
  /** Digests (two words each) of rows without an id in it that stood in the blocks before as well, as often as there. */
  readonly repeated: Uint32Array;
}

/** Where a record begins: bytes of the file before it, and its line, 1 = the line on which the block begins. */
export interface Place {
  readonly offset: number;
  readonly line: number;
}

/** What was found in a block. Lines and rows are counted from its own beginning. */
export interface BlockFound {
  /** Its first record, or the one behind it where it has none; null where the file has none. */
  readonly first: Place | null;
  /** The first record behind it; null where the file has none. */
  readonly next: Place | null;
  /** Bytes of the file up to where reading ended. */
  readonly readTo: number;
  readonly counts: RowCounts;
  readonly rejected: readonly RejectedRow[];
  /** Names met beside those asked for. */
  readonly further: readonly string[];
  /** Digests (two words each) of its rows without an id, in their order. */
  readonly unnamed: Uint32Array;
  /** Pieces that its rows make. */
  readonly pieces: number;
}

/** What stands before a block. */
export interface Before {
  readonly rows: number;
  readonly pieces: number;
}

/** Reads blocks, one after another: in this process or in another. */
export interface BlockReader {
  /** Read a block and keep its rows, in the place of those kept before. `onBytes` hears how much of it has been read. */
  read(block: Block, onBytes: (bytes: number) => void): Promise<BlockFound>;
  /** Hand on the rows kept, now that it is known what stands before them. */
  write(before: Before): Promise<void>;
}
