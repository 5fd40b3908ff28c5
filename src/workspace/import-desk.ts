import type { Block, BlockFound } from "../ingest/block.ts";
import type { ImportKind } from "../ingest/import-shape.ts";
import type { Mapping } from "../ingest/mapping.ts";
import type { PartitionBuffers } from "../ingest/partition-buffers.ts";
import { readBlock } from "../ingest/read-block.ts";
import type { RowSettings } from "../ingest/row-reader.ts";
import { shapes } from "../ingest/shapes.ts";
import { type Encoded, encodeParquet, type Encoding } from "../lake/encode.ts";
import { type ColumnBatch, getInt64, setInt64 } from "../schema/batch.ts";

/** How the rows of an import are read, as plain data, so that it travels to another process. */
export interface PlainSettings extends Omit<RowSettings, "mapping"> {
  readonly kind: ImportKind;
  readonly mapping: Omit<Mapping, "shape">;
}

/** Where the rows of a block go. */
export interface EncodeTask {
  /** Rows of the import before the block's. */
  readonly rowsBefore: number;
  /** A path for each piece. */
  readonly paths: readonly string[];
  readonly encoding: Encoding;
}

/** A piece as a Parquet file. */
export interface EncodedPiece {
  readonly partition: string;
  readonly localPath: string;
  readonly encoded: Encoded;
}

/** Reads blocks and keeps the rows of the last one. */
export interface ImportDesk {
  read(block: Block, settings: PlainSettings, onBytes: (bytes: number) => void): Promise<BlockFound>;
  /** Write the rows that are kept, and keep them no longer. */
  encode(task: EncodeTask): Promise<readonly EncodedPiece[]>;
}

/** A desk without rows. */
export function createImportDesk(): ImportDesk {
  let kept: PartitionBuffers | null = null;
  return {
    async read(block, { kind, mapping, ...settings }, onBytes) {
      kept = null;
      const whole = { ...settings, mapping: { ...mapping, shape: shapes[kind] } };
      const { found, rows } = await readBlock(block, whole, onBytes);
      kept = rows;
      return found;
    },
    async encode({ rowsBefore, paths, encoding }) {
      const pieces = [...(kept?.takeRest() ?? [])];
      kept = null;
      const written: EncodedPiece[] = [];
      for (const [i, { partition, batch }] of pieces.entries()) {
        const localPath = paths[i];
        if (localPath === undefined) throw new Error(`A block has ${pieces.length} pieces and ${paths.length} paths.`);
        renumber(batch, rowsBefore);
        const { table } = batch;
        written.push({
          partition,
          localPath,
          encoded: await encodeParquet({ table, batches: [batch], path: localPath, encoding }),
        });
      }
      return written;
    },
  };
}

/** Count the rows of events from the beginning of the import. */
function renumber({ columns, rows }: ColumnBatch, rowsBefore: number): void {
  const numbers = columns["source_seq"];
  if (numbers?.kind !== "int64") return;
  for (let row = 0; row < rows; row++) setInt64(numbers.words, row, getInt64(numbers.words, row) + rowsBefore);
}
