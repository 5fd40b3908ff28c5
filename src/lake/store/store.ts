/** Whether a put-if-absent made the object, or found one there and left it untouched. */
export type PutOutcome = "created" | "exists";

/** A finished local file about to be put; `sha256` lets a remote store refuse bytes that changed on the way. */
export interface PutFile {
  readonly key: string;
  readonly path: string;
  readonly sha256: string;
}

/** An object and its mark: as long as that stays the same, so do its bytes; another mark may be the same bytes. */
export interface MarkedKey {
  readonly key: string;
  readonly mark: string;
}

/** An upload in parts that was begun and neither finished nor given up; `begunAt` in ms UTC. */
export interface Unfinished {
  readonly key: string;
  readonly begunAt: number;
}

/**
 * Where a lake's objects lie. Keys are '/'-separated paths below the root. What a put has returned for is durable and
 * whole: no reader ever sees part of an object. Errors for people: `unreachable` (remote), `config` (a folder that
 * cannot be used), `integrity` (bytes changed on the way).
 */
export interface Store {
  /** The root as a person would write it. */
  readonly url: string;
  /** A local folder, made when needed, for files that are not finished; never read as part of the lake. */
  readonly workFolder: string;
  /** The object's bytes, null where there is none. */
  readonly get: (key: string) => Promise<Uint8Array | null>;
  /** Make or replace an object. */
  readonly put: (key: string, bytes: Uint8Array) => Promise<void>;
  /** Of any number of writers of one key, exactly one is told "created". */
  readonly putIfAbsent: (key: string, bytes: Uint8Array) => Promise<PutOutcome>;
  /**
   * Files of this many bytes or more are put in parts. Where two write different bytes to one such key at the same time,
   * the last may win: the key has to tell the bytes apart.
   */
  readonly partsFromBytes: number;
  /** As `putIfAbsent`, from a file, which is left where it is. */
  readonly putFileIfAbsent: (file: PutFile) => Promise<PutOutcome>;
  /** The keys directly in `folder` that sort after `after`, in byte order. */
  readonly list: (folder: string, after: string) => Promise<readonly string[]>;
  /** The object of the name `prefix` and all below it, with what tells without reading them whether they have changed. */
  readonly listMarked: (prefix: string) => Promise<readonly MarkedKey[]>;
  /** Where the object lies as a local file, null where it does not (a remote store). */
  readonly localPath: (key: string) => string | null;
  /** Write the object to a new local file; false where there is none. Tells the bytes that have come, as they come. */
  readonly fetch: (key: string, path: string, onBytes?: (more: number) => void) => Promise<boolean>;
  readonly has: (key: string) => Promise<boolean>;
  /** Remove an object; whether there was one. */
  readonly remove: (key: string) => Promise<boolean>;
  /** Uploads in parts that nobody has ended, the oldest first; none in a folder. */
  readonly unfinished: () => Promise<readonly Unfinished[]>;
  /** Give up those begun before an instant in ms; how many. */
  readonly giveUpUnfinished: (before: number) => Promise<number>;
  readonly close: () => Promise<void>;
}
