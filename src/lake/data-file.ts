import { rm } from "node:fs/promises";
import type { Table } from "../schema/table.ts";
import { UserError } from "../schema/user-error.ts";
import { digestFile } from "./digest.ts";
import type { Encoded } from "./encode.ts";
import { inParallel } from "./in-parallel.ts";
import type { ObjectCache } from "./object-cache.ts";
import { schemaVersion, type LakeFile, type NewFile } from "./record.ts";
import type { Store } from "./store/store.ts";
import { removeStale, temporaryPath } from "./store/temporary.ts";

/** Where data files lie, and where copies of remote ones are kept. */
export interface FilesContext {
  readonly store: Store;
  readonly cache: ObjectCache;
}

/** A Parquet file that `encodeParquet` has written and that is not in the lake yet. */
export interface FinishedFile {
  readonly table: Table;
  readonly name: string;
  readonly localPath: string;
  readonly encoded: Encoded;
}

/**
 * Move a finished Parquet file into the lake. A name that holds these very bytes is used as it is (a run that was
 * killed before its commit, and now runs again); one that holds others is left alone, and the file gets its hash into
 * its name, as every file has that is put in parts.
 */
export async function publishFile(
  { store }: FilesContext,
  { table, name, localPath, encoded }: FinishedFile,
): Promise<NewFile> {
  const { rows, bytes, sha256, minInstant, maxInstant } = encoded;
  try {
    const withHash = checkedName(name).replace(/\.parquet$/, `-${sha256.slice(0, 16)}.parquet`);
    for (const path of bytes < store.partsFromBytes ? [name, withHash] : [withHash]) {
      const outcome = await store.putFileIfAbsent({ key: path, path: localPath, sha256 });
      if (outcome === "created" || (await holds(store, path, sha256))) {
        return { path, table: table.name, rows, bytes, sha256, minInstant, maxInstant, schemaVersion };
      }
    }
  } finally {
    await rm(localPath, { force: true });
  }
  throw new UserError(
    "integrity",
    `The lake's ${name} is not what its name says.`,
    "Remove this file: no commit names it.",
  );
}

/** A file of the lake by what tells it apart: its place, its hash and the commit that added it. */
export type NamedFile = Pick<LakeFile, "path" | "sha256" | "commit"> & {
  /** Its size, where it is known. */
  readonly bytes?: number;
};

/** Told as files are read: bytes that have come or were there already, of all that are wanted. */
export type OnBytes = (done: number, total: number) => void;

/** Requests for files under way at the same time. */
const filesAtOnce = 8;

/** A remote file that arrives damaged is asked for so often before it is called damaged, unless the same bytes come twice. */
const fetches = 3;

/** Local paths of the files, in their order, each one's SHA-256 checked now; see `Lake.localPaths`. */
export async function verifiedPaths(
  { store, cache }: FilesContext,
  files: readonly NamedFile[],
  onBytes?: OnBytes,
): Promise<readonly string[]> {
  const total = files.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0);
  let done = 0;
  const tell = (more: number): void => onBytes?.((done += more), total);
  const paths = await inParallel(files, filesAtOnce, async (file) => {
    const inPlace = store.localPath(checkedName(file.path));
    if (inPlace !== null) checkDigest(file, (await digestFile(inPlace))?.sha256 ?? null);
    const path = inPlace ?? (await cache.take(file.sha256));
    if (path !== null) tell(file.bytes ?? 0);
    return path;
  });
  const missing = files.filter((_, i) => paths[i] === null);
  if (missing.length > 0) await cache.makeRoom(missing.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0));
  return inParallel(files, filesAtOnce, async (file, i) => paths[i] ?? fetched({ store, cache }, file, tell));
}

/**
 * Bring a remote file into the cache. What came damaged may have been damaged on the way: it is asked for again, until
 * the same wrong bytes come twice.
 */
async function fetched({ store, cache }: FilesContext, file: NamedFile, tell: (more: number) => void): Promise<string> {
  const temporary = await temporaryPath(store.workFolder);
  try {
    let before: string | null = null;
    for (let attempt = 1; ; attempt++) {
      let told = 0;
      const found = await store.fetch(file.path, temporary, (more) => {
        told += more;
        tell(more);
      });
      const sha256 = found ? ((await digestFile(temporary))?.sha256 ?? null) : null;
      if (sha256 === file.sha256) return await cache.add(sha256, temporary);
      if (sha256 === null || sha256 === before || attempt === fetches) checkDigest(file, sha256);
      before = sha256;
      tell(-told);
    }
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Remove the unfinished files of writers that run no more; their names. */
export function cleanTemporary({ store }: FilesContext): Promise<readonly string[]> {
  return removeStale(store.workFolder);
}

/** Whether an object of the store has these bytes. */
async function holds(store: Store, key: string, sha256: string): Promise<boolean> {
  let before: string | null = null;
  for (let attempt = 1; ; attempt++) {
    const found = await digestOf(store, key);
    if (found === sha256) return true;
    if (found === null || found === before || attempt === fetches) return false;
    before = found;
  }
}

/** The SHA-256 of an object of the store, null where there is none. */
async function digestOf(store: Store, key: string): Promise<string | null> {
  const inPlace = store.localPath(key);
  if (inPlace !== null) return (await digestFile(inPlace))?.sha256 ?? null;
  const temporary = await temporaryPath(store.workFolder);
  try {
    return (await store.fetch(key, temporary)) ? ((await digestFile(temporary))?.sha256 ?? null) : null;
  } finally {
    await rm(temporary, { force: true });
  }
}

function checkDigest(file: NamedFile, sha256: string | null): void {
  if (sha256 === file.sha256) return;
  throw new UserError(
    "integrity",
    sha256 === null
      ? `The lake's ${file.path} is missing.`
      : `The lake's ${file.path} is not what commit ${file.commit} wrote: its SHA-256 differs.`,
    "Restore this file from a backup of the lake; nothing was loaded from it.",
  );
}

/** A data file's name: folders below the lake's root, never outside of it and never in the log. */
export function checkedName(name: string): string {
  if (/^[a-z][a-z0-9_]*(\/[A-Za-z0-9=._-]+)+\.parquet$/.test(name) && !/\/\.\.?\//.test(name)) return name;
  throw new Error(`"${name}" is no name for a file of a lake.`);
}
