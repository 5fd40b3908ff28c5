import type { ColumnBatch } from "../schema/batch.ts";
import type { Table } from "../schema/table.ts";
import { commitDraft } from "./commit.ts";
import {
  checkedName,
  cleanTemporary,
  type FilesContext,
  type NamedFile,
  type OnBytes,
  publishFile,
  verifiedPaths,
} from "./data-file.ts";
import { encodeParquet, type Encoded, type Encoding } from "./encode.ts";
import { emptySnapshot, leaveCheckpoint, refresh, type Snapshot } from "./log.ts";
import { openObjectCache } from "./object-cache.ts";
import { openStore, type OpenStoreOptions } from "./open-store.ts";
import type { CommitDraft, CommitRecord, NewFile } from "./record.ts";
import type { Unfinished } from "./store/store.ts";
import { temporaryPath } from "./store/temporary.ts";

export type { Encoded, Encoding } from "./encode.ts";
export type { Snapshot } from "./log.ts";
export type { NamedFile, OnBytes } from "./data-file.ts";
export type { CommitDraft, CommitRecord, LakeFile, NewFile } from "./record.ts";

/**
 * A lake: Parquet files, and a log that alone says which of them count. Any number of processes may read and write one
 * lake at the same time. Errors for people, from every call: `unreachable`, `integrity`, `conflict`, `config`.
 */
export interface Lake {
  /** The folder or `s3://bucket/prefix` it was opened with. */
  readonly url: string;
  readonly encoding: Encoding;
  /** What the lake holds now, by its log. */
  snapshot(): Promise<Snapshot>;
  /** The commit that published the batch; null where none has. */
  findBatch(batchId: string): Promise<CommitRecord | null>;
  /** Write rows as a file of the lake, e.g. `event/month=2026-01/0003-1.parquet`; no reader sees it until a commit names it. */
  add(options: {
    readonly table: Table;
    readonly name: string;
    readonly batches: Iterable<ColumnBatch>;
  }): Promise<NewFile>;
  /**
   * As `add`, for a file that `encodeParquet` wrote, perhaps in another process; it is moved into the lake. Where the
   * name is taken by other bytes, `path` is the name with the file's hash in it: no file of a lake is ever overwritten.
   */
  addFile(options: {
    readonly table: Table;
    readonly name: string;
    readonly localPath: string;
    readonly encoded: Encoded;
  }): Promise<NewFile>;
  /** A path for a file on its way to `addFile`, where moving it costs nothing. */
  temporaryPath(): Promise<string>;
  /** Publish and remove files at once. A batch the lake has already is left as it is: `alreadyDone`. */
  commit(draft: CommitDraft): Promise<{ readonly commit: CommitRecord; readonly alreadyDone: boolean }>;
  /**
   * Local copies, in the files' order, whose SHA-256 was checked during this call; they stay until the lake is closed.
   * Remote files come several at a time. Errors: `integrity`, naming the file.
   */
  localPaths(files: readonly NamedFile[], onBytes?: OnBytes): Promise<readonly string[]>;
  /** As `localPaths`, of one file. */
  localPath(file: NamedFile): Promise<string>;
  /** Whether an object lies under a file's path, named by a commit or not. */
  hasObject(path: string): Promise<boolean>;
  /** Remove the object of a file that no commit names any more; whether there was one. */
  removeObject(path: string): Promise<boolean>;
  /** Uploads of large files that nobody has ended: when each began, in ms UTC. */
  unfinishedUploads(): Promise<readonly Unfinished[]>;
  /** Give up the uploads that began before an instant in ms; how many. */
  giveUpUploads(before: number): Promise<number>;
  /** Remove unfinished files that killed writers left in the local work folder; their names. */
  cleanTemporary(): Promise<readonly string[]>;
  close(): Promise<void>;
}

const usualCacheBytes = 20_000_000_000;

/** Where a lake is and how it is written. */
export interface OpenLakeOptions extends OpenStoreOptions {
  /** Bytes of remote files that stay in `cacheDir` for the next time; default 20 GB. What is in use may exceed it. */
  readonly cacheBytes?: number | undefined;
  /** Default: v2 in a folder, v1 on S3. */
  readonly encoding?: Encoding | undefined;
  /** The clock that commits are stamped by, in µs UTC. */
  readonly now?: (() => number) | undefined;
}

/** Open a lake. Nothing is read or written yet, so a lake that cannot be reached shows at the first call. */
export async function openLake(options: OpenLakeOptions): Promise<Lake> {
  const store = await openStore(options);
  const remote = store.localPath("") === null;
  const encoding = options.encoding ?? (remote ? "v1" : "v2");
  const now = options.now ?? (() => Date.now() * 1000);
  const cache = openObjectCache(options.cacheDir, options.cacheBytes ?? usualCacheBytes);
  const files: FilesContext = { store, cache };
  let known = emptySnapshot;

  const snapshot = async (): Promise<Snapshot> => {
    const read = await refresh(store, known);
    if (read.version > known.version) known = read;
    return read;
  };
  const localPaths: Lake["localPaths"] = (wanted, onBytes) => verifiedPaths(files, wanted, onBytes);
  const addFile: Lake["addFile"] = (file) => publishFile(files, file);

  return {
    url: store.url,
    encoding,
    snapshot,
    findBatch: async (batchId) => (await snapshot()).commits.find((commit) => commit.batchId === batchId) ?? null,
    add: async ({ table, name, batches }) => {
      const localPath = await temporaryPath(store.workFolder);
      const encoded = await encodeParquet({ table, batches, path: localPath, encoding });
      return addFile({ table, name, localPath, encoded });
    },
    addFile,
    temporaryPath: () => temporaryPath(store.workFolder),
    commit: async (draft) => {
      const committed = await commitDraft(store, draft, { known, now });
      if (committed.snapshot.version > known.version) known = committed.snapshot;
      // The commit stands whatever becomes of its checkpoint, which only saves readers time.
      if (!committed.alreadyDone) await leaveCheckpoint(store, committed.snapshot).catch(() => {});
      return { commit: committed.commit, alreadyDone: committed.alreadyDone };
    },
    localPaths,
    localPath: async (file) => {
      const [path] = await localPaths([file]);
      if (path === undefined) throw new Error("A file that was asked for has no path.");
      return path;
    },
    hasObject: (path) => store.has(checkedName(path)),
    removeObject: (path) => store.remove(checkedName(path)),
    unfinishedUploads: store.unfinished,
    giveUpUploads: store.giveUpUnfinished,
    cleanTemporary: () => cleanTemporary(files),
    close: async () => {
      await cache.close();
      await store.close();
    },
  };
}
