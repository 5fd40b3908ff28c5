import { randomUUID } from "node:crypto";
import { link, readdir, rename, rm, rmdir, stat, utimes } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { digestFile } from "./digest.ts";
import { makeFolder } from "./store/durable.ts";
import { codeOf, explained } from "./store/folder-error.ts";
import { isRunning } from "./store/temporary.ts";

/**
 * Local copies of a remote lake's files, addressed by their SHA-256, up to a number of bytes. Whoever takes a copy holds a
 * hard link to it until `close`: a copy that is in use, in this process or another, is never evicted, and one that is
 * evicted at the same moment keeps its bytes for its holder.
 */
export interface ObjectCache {
  /** A path of the copy, held from now on, its SHA-256 checked in this call; null where there is none. */
  take(sha256: string): Promise<string | null>;
  /** Move a finished file, whose SHA-256 was checked, into the cache, and take it. */
  add(sha256: string, finished: string): Promise<string>;
  /** Evict the copies that were used longest ago until `more` bytes fit; those in use stay, so that they may not. */
  makeRoom(more: number): Promise<void>;
  /** Let go of every copy, and evict what is too much. */
  close(): Promise<void>;
}

const foreignHolderMs = 7 * 86_400_000;

/** The cache in `folder`, which is made when first needed, of at most `maxBytes`. */
export function openObjectCache(folder: string, maxBytes: number): ObjectCache {
  const holders = join(folder, "in-use");
  const mine = join(holders, `${hostname()}.${process.pid}.${randomUUID()}`);
  const placeOf = (sha256: string) => join(folder, sha256.slice(0, 2), `${sha256}.parquet`);
  let holding: Promise<void> | null = null;

  const startHolding = (): Promise<void> =>
    (holding ??= removeDeadHolders(holders).then(() => explained(folder, () => makeFolder(mine))));
  const hold = async (sha256: string): Promise<string | null> => {
    await startHolding();
    const held = join(mine, `${sha256}.parquet`);
    try {
      await link(placeOf(sha256), held);
    } catch (error) {
      if (codeOf(error) === "ENOENT") return (await stat(held).catch(() => null)) === null ? null : held;
      if (codeOf(error) !== "EEXIST") return explained(folder, () => Promise.reject(error));
    }
    return held;
  };
  const evict = async (most: number): Promise<void> => {
    const copies = await copiesIn(folder);
    let bytes = copies.reduce((sum, copy) => sum + copy.bytes, 0);
    for (const copy of copies.toSorted((a, b) => a.usedAt - b.usedAt)) {
      if (bytes <= most) return;
      if (copy.isInUse) continue;
      await rm(copy.path, { force: true });
      bytes -= copy.bytes;
    }
  };
  return {
    async take(sha256) {
      const path = await hold(sha256);
      if (path === null) return null;
      if ((await digestFile(path))?.sha256 === sha256) {
        const now = new Date();
        await utimes(path, now, now);
        return path;
      }
      for (const damaged of [path, placeOf(sha256)]) await rm(damaged, { force: true });
      return null;
    },
    async add(sha256, finished) {
      const place = placeOf(sha256);
      const held = join(mine, `${sha256}.parquet`);
      await explained(folder, async () => {
        await startHolding();
        await rm(held, { force: true });
        // Held before it can be found, so that nobody evicts it in between.
        await link(finished, held);
        await makeFolder(dirname(place));
        await rename(finished, place);
      });
      return held;
    },
    makeRoom: (more) => evict(maxBytes - more),
    async close() {
      if (holding === null) return;
      holding = null;
      await rm(mine, { recursive: true, force: true });
      await rmdir(holders).catch(() => {});
      await evict(maxBytes);
    },
  };
}

interface Copy {
  readonly path: string;
  readonly bytes: number;
  readonly usedAt: number;
  readonly isInUse: boolean;
}

async function copiesIn(folder: string): Promise<readonly Copy[]> {
  const copies: Copy[] = [];
  for (const part of await namesIn(folder)) {
    if (!/^[0-9a-f]{2}$/.test(part)) continue;
    for (const name of await namesIn(join(folder, part))) {
      const path = join(folder, part, name);
      const found = await stat(path).catch(() => null);
      if (found === null || !name.endsWith(".parquet")) continue;
      copies.push({ path, bytes: found.size, usedAt: found.mtimeMs, isInUse: found.nlink > 1 });
    }
  }
  return copies;
}

/** Let go of what processes held that run no more; another host's count as gone after a week. */
async function removeDeadHolders(holders: string): Promise<void> {
  for (const name of await namesIn(holders)) {
    const path = join(holders, name);
    const isHere = name.startsWith(`${hostname()}.`);
    const pid = Number(name.split(".").at(-2));
    const seen = isHere ? null : await stat(path).catch(() => null);
    const isAlive = isHere ? isRunning(pid) : seen !== null && Date.now() - seen.mtimeMs < foreignHolderMs;
    if (!isAlive) await rm(path, { recursive: true, force: true });
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch((error: unknown) => {
    if (codeOf(error) === "ENOENT") return [];
    throw error;
  });
}
