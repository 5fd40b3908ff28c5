import { UserError } from "../schema/user-error.ts";
import { parseCheckpoint, parseRecord, printCheckpoint, type CommitRecord, type LakeFile } from "./record.ts";
import type { Store } from "./store/store.ts";

/** What a lake holds as of one commit. */
export interface Snapshot {
  /** Number of the last commit; 0 for an empty lake. */
  readonly version: number;
  /** Every file that counts, in the order of being added. */
  readonly files: readonly LakeFile[];
  /** Every commit from the first to `version`. */
  readonly commits: readonly CommitRecord[];
}

/** A lake that nobody has written to. */
export const emptySnapshot: Snapshot = { version: 0, files: [], commits: [] };

const folder = "_log";
const checkpointEvery = 100;
const readsAtOnce = 16;

/** Names the newest checkpoint. It is the one object of the log that changes, and only saves time: it may be old. */
const pointerKey = `${folder}/checkpoint.json`;

/** The key of commit `number`: 20 digits, so that keys sort as numbers do. */
export function commitKey(number: number): string {
  return `${folder}/${String(number).padStart(20, "0")}.json`;
}

/** `snapshot` with the commits that follow it, in order. */
export function extend(snapshot: Snapshot, commits: readonly CommitRecord[]): Snapshot {
  if (commits.length === 0) return snapshot;
  const files = new Map(snapshot.files.map((file) => [file.path, file]));
  for (const { number, add, remove } of commits) {
    for (const path of remove) files.delete(path);
    for (const file of add) files.set(file.path, { ...file, commit: number });
  }
  return {
    version: snapshot.version + commits.length,
    files: [...files.values()],
    commits: [...snapshot.commits, ...commits],
  };
}

/** Commit `number`, which follows `before`; null where it is not there yet. Errors: `integrity`, `config`, `unreachable`. */
export async function readCommit(store: Store, before: CommitRecord | null): Promise<CommitRecord | null> {
  const name = commitKey((before?.number ?? 0) + 1);
  const bytes = await store.get(name);
  return bytes === null ? null : parsedOrReadAgain(store, bytes, { name, before });
}

/** The lake now, given what was `known` of it: the log is listed from there, or from its newest checkpoint, on. */
export async function refresh(store: Store, known: Snapshot): Promise<Snapshot> {
  const from = known.version > 0 ? known : await readNewestCheckpoint(store);
  const keys = await store.list(folder, commitKey(from.version));
  const last = keys.reduce((greatest, key) => Math.max(greatest, numberOf(key)), from.version);
  return extend(from, await readCommits(store, { after: from.commits.at(-1) ?? null, last }));
}

/** Leave a checkpoint where `snapshot` ends on a hundred. Failing to leaves the lake whole. */
export async function leaveCheckpoint(store: Store, { version, commits }: Snapshot): Promise<void> {
  if (version === 0 || version % checkpointEvery !== 0) return;
  await store.putIfAbsent(checkpointKey(version), encodeText(printCheckpoint(commits)));
  await store.put(pointerKey, encodeText(`${JSON.stringify({ newest: version })}\n`));
}

/** Commits by number and not by listing: a listing made while others commit may lack one and have the next. */
async function readCommits(
  store: Store,
  { after, last }: { readonly after: CommitRecord | null; readonly last: number },
): Promise<readonly CommitRecord[]> {
  const commits: CommitRecord[] = [];
  let before = after;
  for (let next = (after?.number ?? 0) + 1; next <= last; next += readsAtOnce) {
    const names = Array.from({ length: Math.min(readsAtOnce, last - next + 1) }, (_, index) => commitKey(next + index));
    const objects = await Promise.all(names.map((name) => store.get(name)));
    for (const [index, bytes] of objects.entries()) {
      const name = names[index] ?? "";
      if (bytes === null) throw missing(name);
      before = await parsedOrReadAgain(store, bytes, { name, before });
      commits.push(before);
    }
  }
  return commits;
}

/** What came damaged may have been damaged on the way: it is read once more before it is called damaged. */
async function parsedOrReadAgain(
  store: Store,
  bytes: Uint8Array,
  place: { readonly name: string; readonly before: CommitRecord | null },
): Promise<CommitRecord> {
  try {
    return parseRecord(bytes, place);
  } catch (error) {
    const again = await store.get(place.name);
    if (again === null || Buffer.compare(again, bytes) === 0) throw error;
    return parseRecord(again, place);
  }
}

async function readNewestCheckpoint(store: Store): Promise<Snapshot> {
  const pointer = await store.get(pointerKey);
  const newest = pointer === null ? null : /^\{"newest":(\d{1,15})\}\n$/.exec(new TextDecoder().decode(pointer));
  const version = Number(newest?.[1] ?? 0);
  if (version === 0) return emptySnapshot;
  const name = checkpointKey(version);
  const bytes = await store.get(name);
  if (bytes === null) return emptySnapshot;
  const commits = parseCheckpoint(bytes, name);
  if (commits.length !== version)
    throw new UserError(
      "integrity",
      `The lake's ${name} ends at ${commits.length}.`,
      "Delete this file: the commits beside it hold everything.",
    );
  return extend(emptySnapshot, commits);
}

function checkpointKey(number: number): string {
  return commitKey(number).replace(/json$/, "checkpoint.json");
}

/** The number of a commit's key, 0 for any other key. */
function numberOf(key: string): number {
  return Number(/\/(\d{20})\.json$/.exec(key)?.[1] ?? 0);
}

function missing(name: string): UserError {
  return new UserError(
    "integrity",
    `The lake's ${name} is missing, though a later commit stands.`,
    "Restore this file from a backup of the lake; without it, what the lake holds is unknown.",
  );
}

function encodeText(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
