import { compactLake } from "../lake/compact.ts";
import { formatInstant } from "../schema/date.ts";
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

/** Merge the lake's small files, and with `convert` write all of them in the lake's encoding. */
export async function compact(
  ws: Workspace,
  options: { readonly convert?: boolean; readonly dryRun?: boolean; readonly smallBytes?: number },
  onProgress?: OnProgress,
): Promise<CompactReport> {
  const started = performance.now();
  const compacted = await compactLake(await ws.lake(), {
    smallBytes: options.smallBytes ?? smallBytes,
    convert: options.convert === true,
    dryRun: options.dryRun === true,
    onGroup: (done, total) => onProgress?.({ stage: "merging files", done, total, unit: "files" }),
  });
  return { ...compacted, seconds: (performance.now() - started) / 1_000 };
}
