import { inParallel } from "./in-parallel.ts";
import type { Lake, NewFile } from "./lake.ts";

/** Which objects may go. */
export interface PruneOptions {
  /** Only what was taken away before this instant, in µs UTC, so that whoever reads an older state has had the time to move on. */
  readonly takenAwayBefore: number;
  /** Paths that somebody is known to read still. */
  readonly keep: ReadonlySet<string>;
  readonly dryRun?: boolean;
}

/** What was removed, or would be. */
export interface Pruned {
  readonly objects: number;
  readonly bytes: number;
  /** Objects that are kept although no state of today names them. */
  readonly kept: number;
}

const removalsAtOnce = 8;

/**
 * Remove the objects of files that a commit took away. What the lake holds now is never touched; nor can a removed path
 * come back, for no commit may add a path that was taken away (`commitDraft`). Run twice, it does nothing the second time.
 */
export async function pruneLake(lake: Lake, { takenAwayBefore, keep, dryRun }: PruneOptions): Promise<Pruned> {
  const { commits, files } = await lake.snapshot();
  const standing = new Set(files.map(({ path }) => path));
  const added = new Map<string, NewFile>(commits.flatMap(({ add }) => add.map((file) => [file.path, file])));
  const gone = commits.flatMap(({ remove, committedAt }) =>
    remove.filter((path) => !standing.has(path)).map((path) => ({ path, committedAt })),
  );
  const old = gone.filter(({ path, committedAt }) => committedAt < takenAwayBefore && !keep.has(path));
  const there = await inParallel(old, removalsAtOnce, async ({ path }) =>
    dryRun === true ? lake.hasObject(path) : lake.removeObject(path),
  );
  const removed = old.filter((_, i) => there[i] === true);
  return {
    objects: removed.length,
    bytes: removed.reduce((sum, { path }) => sum + (added.get(path)?.bytes ?? 0), 0),
    kept: gone.length - old.length,
  };
}
