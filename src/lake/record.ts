import { UserError } from "../schema/user-error.ts";
import { sha256Of } from "./digest.ts";
import type { InstantRange } from "./instant-range.ts";

/** Version of the tables' columns that files written by this code follow. */
export const schemaVersion = 1;

/** Version of the log's own layout; a reader refuses what is greater. */
const logFormat = 1;

/** A Parquet file that lies in the lake and that a commit may name. */
export interface NewFile extends InstantRange {
  /** Relative to the lake's root, '/'-separated. */
  readonly path: string;
  readonly table: string;
  readonly rows: number;
  readonly bytes: number;
  /** 64 lower-case hex digits. */
  readonly sha256: string;
  readonly schemaVersion: number;
}

/** A file of the lake; `commit` is the number of the commit that added it. */
export interface LakeFile extends NewFile {
  readonly commit: number;
}

/** What a writer wants to become true at once. */
export interface CommitDraft {
  /** simulate, import, compact, … */
  readonly operation: string;
  /** Says which batch this is: committed once, however often it is sent. */
  readonly batchId: string;
  readonly add: readonly NewFile[];
  /** Paths of files that no longer count. */
  readonly remove: readonly string[];
  /** Until when the data are declared complete, µs UTC. */
  readonly through: { readonly events: number | null; readonly subscriptions: number | null };
  /** Whatever the operation wants to tell; JSON. */
  readonly details: Readonly<Record<string, unknown>>;
}

/**
 * One entry of the log. `checksum` is the SHA-256 of the entry without it, as compact JSON; `previous` is the checksum
 * of the entry before, null in the first, so that an entry can neither be altered nor exchanged unnoticed.
 */
export interface CommitRecord extends CommitDraft {
  readonly format: number;
  readonly number: number;
  /** µs UTC by the writer's clock. */
  readonly committedAt: number;
  /** Random; by it a writer recognises its own commit after a lost reply. */
  readonly token: string;
  readonly previous: string | null;
  readonly checksum: string;
}

/** The log up to one commit, as far as it was read in one go. */
interface Checkpoint {
  readonly format: number;
  readonly commits: readonly CommitRecord[];
}

/** The entry that follows `before` (null: the first of all). */
export function nextRecord(
  draft: CommitDraft,
  {
    before,
    token,
    committedAt,
  }: { readonly before: CommitRecord | null; readonly token: string; readonly committedAt: number },
): CommitRecord {
  const { operation, batchId, add, remove, through, details } = draft;
  const body = {
    format: logFormat,
    number: (before?.number ?? 0) + 1,
    committedAt,
    token,
    operation,
    batchId,
    add,
    remove,
    through,
    details,
    previous: before?.checksum ?? null,
  };
  // What a reader will see: JSON has no undefined, and may order keys anew.
  const seen = JSON.parse(JSON.stringify(body)) as Omit<CommitRecord, "checksum">;
  return { ...seen, checksum: checksumOf(seen) };
}

/** A log object's text: indented JSON, for people to read. */
export function printRecord(record: CommitRecord): string {
  return `${JSON.stringify(record, null, 2)}\n`;
}

/** The text of a checkpoint that covers `commits`, from the first on. */
export function printCheckpoint(commits: readonly CommitRecord[]): string {
  const checkpoint: Checkpoint = { format: logFormat, commits };
  return `${JSON.stringify(checkpoint, null, 2)}\n`;
}

/** Read the object `name` of the log as the entry that follows `before`. Errors: `integrity`, `config` (newer format). */
export function parseRecord(
  bytes: Uint8Array,
  { name, before }: { readonly name: string; readonly before: CommitRecord | null },
): CommitRecord {
  return checked(parseObject(bytes, name), { name, before });
}

/** Read the object `name` of the log as a checkpoint; its entries, from the first on. Errors as `parseRecord`. */
export function parseCheckpoint(bytes: Uint8Array, name: string): readonly CommitRecord[] {
  const { commits } = parseObject(bytes, name);
  if (!Array.isArray(commits)) throw damaged(name);
  let before: CommitRecord | null = null;
  return commits.map((entry: Readonly<Record<string, unknown>>) => (before = checked(entry, { name, before })));
}

function parseObject(bytes: Uint8Array, name: string): Readonly<Record<string, unknown>> {
  const value = parseJson(bytes, name);
  if (typeof value !== "object" || value === null) throw damaged(name);
  const object = value as Readonly<Record<string, unknown>>;
  const { format } = object;
  if (typeof format !== "number" || format < 1) throw damaged(name);
  if (format > logFormat) {
    throw new UserError(
      "config",
      `The lake's ${name} has format ${format}; this Tidemark reads up to ${logFormat}.`,
      "A newer Tidemark wrote it: install that version, or a later one. Nothing was changed.",
    );
  }
  return object;
}

function parseJson(bytes: Uint8Array, name: string): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw damaged(name);
  }
}

/** An entry whose checksum holds was written by this code, so its shape needs no further look. */
function checked(
  entry: Readonly<Record<string, unknown>>,
  { name, before }: { readonly name: string; readonly before: CommitRecord | null },
): CommitRecord {
  if (typeof entry !== "object" || entry === null || entry["checksum"] !== checksumOf(entry)) throw damaged(name);
  const record = entry as unknown as CommitRecord;
  if (record.number !== (before?.number ?? 0) + 1 || record.previous !== (before?.checksum ?? null))
    throw damaged(name);
  return record;
}

function checksumOf(record: Readonly<Record<string, unknown>> | Omit<CommitRecord, "checksum">): string {
  const { checksum: _, ...body } = record as Readonly<Record<string, unknown>>;
  return sha256Of(JSON.stringify(body));
}

function damaged(name: string): UserError {
  return new UserError(
    "integrity",
    `The lake's ${name} is not what was written.`,
    name.endsWith(".checkpoint.json")
      ? "Delete this file: a checkpoint only saves time, the commits beside it hold everything."
      : "Restore this file from a backup of the lake; without it, what the lake holds is unknown.",
  );
}
