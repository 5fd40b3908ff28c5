import type { ColumnBatch } from "../schema/batch.ts";
import type { Table } from "../schema/table.ts";
import { commitDraft } from "./commit.ts";
import { cleanTemporary, publishFile, type NamedFile, verifiedPath, type FilesContext } from "./data-file.ts";
import { encodeParquet, type Encoded, type Encoding } from "./encode.ts";
import { emptySnapshot, leaveCheckpoint, refresh, type Snapshot } from "./log.ts";
import { openStore } from "./open-store.ts";
import type { CommitDraft, CommitRecord, NewFile } from "./record.ts";
import { temporaryPath } from "./store/temporary.ts";

export type { Encoded, Encoding } from "./encode.ts";
export type { Snapshot } from "./log.ts";
export type { NamedFile } from "./data-file.ts";
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
  /** A local copy whose SHA-256 was checked during this call. Errors: `integrity`, naming the file. */
  localPath(file: NamedFile): Promise<string>;
  /** Remove unfinished files that killed writers left in the local work folder; their names. */
  cleanTemporary(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Where a lake is and how it is written. */
export interface OpenLakeOptions {
  /** A folder, which is made at the first write, or `s3://bucket/prefix`. */
  readonly url: string;
  /** Address of an S3 store other than Amazon's; default: AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL, else Amazon. */
  readonly endpoint?: string | undefined;
  /** A local folder for copies of remote files, addressed by their SHA-256, and for files that are not finished. */
  readonly cacheDir: string;
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
  const files: FilesContext = { store, cacheDir: options.cacheDir };
  let known = emptySnapshot;

  const snapshot = async (): Promise<Snapshot> => {
    const read = await refresh(store, known);
    if (read.version > known.version) known = read;
    return read;
  };
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
    localPath: (file) => verifiedPath(files, file),
    cleanTemporary: () => cleanTemporary(files),
    close: () => store.close(),
  };
}
