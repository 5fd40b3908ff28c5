import { compactLake } from "../lake/compact.ts";
import { type Pruned, pruneLake } from "../lake/prune.ts";
import { formatInstant, microsPerUtcDay } from "../schema/date.ts";
import type { Workspace } from "./open.ts";
import type { CompactReport, LakeCommit, OnProgress } from "./types.ts";

/** Files below so many bytes are merged unless another size is given. */
const smallBytes = 32_000_000;

/** The lake's commits, the newest first. */
export async function lakeLog(ws: Workspace): Promise<readonly LakeCommit[]> {
  const { commits } = await (await ws.lake()).snapshot();
  return commits
    .map(({ number, committedAt, operation, batchId, add, remove }) => ({
      commit: number,
      committedAt: formatInstant(committedAt),
      operation,
      batchId,
      added: add.length,
      removed: remove.length,
      rows: add.reduce((rows, file) => rows + file.rows, 0),
      bytes: add.reduce((bytes, file) => bytes + file.bytes, 0),
    }))
    .toReversed();
}

/**
 * Merge the lake's small files, and with `convert` write all of them in the lake's encoding. With `pruneAfterDays` also
 * remove what commits took away so long ago.
 */
export async function compact(
  ws: Workspace,
  options: {
    readonly convert?: boolean;
    readonly dryRun?: boolean;
    readonly smallBytes?: number;
    readonly pruneAfterDays?: number;
  },
  onProgress?: OnProgress,
): Promise<CompactReport> {
  const started = performance.now();
  const compacted = await compactLake(await ws.lake(), {
    smallBytes: options.smallBytes ?? smallBytes,
    convert: options.convert === true,
    dryRun: options.dryRun === true,
    onGroup: (done, total) => onProgress?.({ stage: "merging files", done, total, unit: "files" }),
  });
  const pruned = options.pruneAfterDays === undefined ? null : await prune(ws, { ...options, now: Date.now() });
  return {
    ...compacted,
    objectsPruned: pruned?.objects ?? 0,
    bytesPruned: pruned?.bytes ?? 0,
    seconds: (performance.now() - started) / 1_000,
  };
}

interface PruneJob {
  readonly pruneAfterDays?: number;
  readonly dryRun?: boolean;
  /** ms UTC */
  readonly now: number;
}

/** Remove the objects of files that were taken away so many days ago, but none that this workspace's readers may ask for. */
async function prune(ws: Workspace, { pruneAfterDays = 0, dryRun, now }: PruneJob): Promise<Pruned> {
  return pruneLake(await ws.lake(), {
    takenAwayBefore: now * 1_000 - pruneAfterDays * microsPerUtcDay,
    keep: new Set(await (await ws.warehouse()).neededFiles()),
    dryRun: dryRun === true,
  });
}
