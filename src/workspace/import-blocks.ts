import { rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import type { BlockReader } from "../ingest/block.ts";
import type { BlockSizes } from "../ingest/cut-file.ts";
import type { Blockwise } from "../ingest/read-rows.ts";
import type { RowSettings } from "../ingest/row-reader.ts";
import type { Lake } from "../lake/lake.ts";
import type { EncodedPiece, ImportDesk } from "./import-desk.ts";
import { type ImportDesks, openImportDesks } from "./import-workers.ts";

/** Each takes up to 0.4 GB. */
const usualWorkers = 2;

/** Where the rows of blocks go. */
export interface BlockOptions {
  readonly lake: Lake;
  readonly settings: RowSettings;
  readonly sizes: BlockSizes;
  /** Processes; default 2, or as many as there are processors. */
  readonly workers: number | undefined;
  readonly reserve: (pieces: number) => number;
  /** Takes the `number`-th piece of the import, in whatever order they are done; null = nothing is written. */
  readonly onPiece: ((piece: EncodedPiece, number: number) => Promise<void>) | null;
}

/** How large files are read by processes of their own, which are started at the first of them. `close` ends them. */
export function importBlockwise(options: BlockOptions): Blockwise & { readonly close: () => Promise<void> } {
  const { sizes, reserve, workers = Math.min(usualWorkers, availableParallelism()) } = options;
  let open: ImportDesks | null = null;
  return {
    sizes,
    reserve,
    readers: () => (open ??= openImportDesks(workers)).desks.map((desk) => readerAt(desk, options)),
    close: async () => open?.close(),
  };
}

function readerAt(desk: ImportDesk, { lake, settings, onPiece }: BlockOptions): BlockReader {
  const { shape, ...mapping } = settings.mapping;
  const plain = { ...settings, mapping, kind: shape.kind };
  let kept = 0;
  return {
    async read(block, onBytes) {
      const found = await desk.read(block, plain, onBytes);
      kept = found.pieces;
      return found;
    },
    async write({ rows, pieces }) {
      if (onPiece === null) return;
      const paths = await Promise.all(Array.from({ length: kept }, () => lake.temporaryPath()));
      try {
        const written = await desk.encode({ rowsBefore: rows, paths, encoding: lake.encoding });
        for (const [i, piece] of written.entries()) await onPiece(piece, pieces + i + 1);
      } finally {
        await Promise.all(paths.map((path) => rm(path, { force: true })));
      }
    },
  };
}
