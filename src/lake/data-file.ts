import { rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Table } from "../schema/table.ts";
import { UserError } from "../schema/user-error.ts";
import { digestFile } from "./digest.ts";
import type { Encoded } from "./encode.ts";
import { schemaVersion, type LakeFile, type NewFile } from "./record.ts";
import { makeFolder } from "./store/durable.ts";
import type { Store } from "./store/store.ts";
import { removeStale, temporaryPath } from "./store/temporary.ts";

/** Where data files lie, and where copies of remote ones are kept. */
export interface FilesContext {
  readonly store: Store;
  readonly cacheDir: string;
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
 * its name.
 */
export async function publishFile(
  { store }: FilesContext,
  { table, name, localPath, encoded }: FinishedFile,
): Promise<NewFile> {
  const { rows, bytes, sha256, minInstant, maxInstant } = encoded;
  try {
    for (const path of [checkedName(name), name.replace(/\.parquet$/, `-${sha256.slice(0, 16)}.parquet`)]) {
      const outcome = await store.putFileIfAbsent({ key: path, path: localPath, sha256 });
      if (outcome === "created" || (await digestOf(store, path)) === sha256) {
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
export type NamedFile = Pick<LakeFile, "path" | "sha256" | "commit">;

/** A local path of the file, its SHA-256 checked now; see `Lake.localPath`. */
export async function verifiedPath({ store, cacheDir }: FilesContext, file: NamedFile): Promise<string> {
  const inPlace = store.localPath(checkedName(file.path));
  if (inPlace !== null) {
    checkDigest(file, (await digestFile(inPlace))?.sha256 ?? null);
    return inPlace;
  }
  const cached = join(cacheDir, file.sha256.slice(0, 2), `${file.sha256}.parquet`);
  if ((await digestFile(cached))?.sha256 === file.sha256) return cached;
  const temporary = await temporaryPath(store.workFolder);
  try {
    const found = await store.fetch(file.path, temporary);
    checkDigest(file, found ? ((await digestFile(temporary))?.sha256 ?? null) : null);
    await makeFolder(join(cached, ".."));
    await rename(temporary, cached);
  } finally {
    await rm(temporary, { force: true });
  }
  return cached;
}

/** Remove the unfinished files of writers that run no more; their names. */
export function cleanTemporary({ store }: FilesContext): Promise<readonly string[]> {
  return removeStale(store.workFolder);
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
function checkedName(name: string): string {
  if (/^[a-z][a-z0-9_]*(\/[A-Za-z0-9=._-]+)+\.parquet$/.test(name) && !/\/\.\.?\//.test(name)) return name;
  throw new Error(`"${name}" is no name for a file of a lake.`);
}
