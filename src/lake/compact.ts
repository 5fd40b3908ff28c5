import type { Table } from "../schema/table.ts";
import { alias } from "../schema/tables/alias.ts";
import { event } from "../schema/tables/event.ts";
import { subscription } from "../schema/tables/subscription.ts";
import { sha256Of } from "./digest.ts";
import type { Encoding } from "./encode.ts";
import type { CommitDraft, Lake, LakeFile, NewFile, Snapshot } from "./lake.ts";
import { mergeFiles } from "./merge-files.ts";

/** How a lake is compacted. */
export interface CompactOptions {
  /** Files of fewer bytes than this are merged with their neighbours. */
  readonly smallBytes: number;
  /** Write every file anew, in the lake's encoding, small or not. */
  readonly convert: boolean;
  readonly dryRun?: boolean;
  /** Told after each file that was written. */
  readonly onGroup?: (done: number, total: number) => void;
}

/** What compaction replaced. */
export interface Compacted {
  /** Number of the commit; null where there was nothing to do. */
  readonly commit: number | null;
  readonly filesBefore: number;
  readonly filesAfter: number;
  readonly bytesBefore: number;
  readonly bytesAfter: number;
}

/** Tables whose files may be merged: what they hold does not depend on which file a row stands in. */
const tables: readonly Table[] = [event, subscription, alias];

/**
 * Merge small files of the same folder, and convert encodings, in commits that take the old files away with the new ones:
 * readers see the one or the other. The old objects stay where they are, for whoever reads an older state, until `pruneLake`. UserError `conflict` where another commit removed
 * one of the files meanwhile.
 */
export async function compactLake(lake: Lake, options: CompactOptions): Promise<Compacted> {
  const snapshot = await lake.snapshot();
  const groups = groupsOf(snapshot, options);
  const sum = (files: readonly { readonly bytes: number }[]) => files.reduce((bytes, file) => bytes + file.bytes, 0);
  const old = groups.flat();
  const before = { filesBefore: old.length, bytesBefore: sum(old) };
  if (groups.length === 0 || options.dryRun === true)
    return { commit: null, ...before, filesAfter: groups.length, bytesAfter: 0 };
  const written = new Map<readonly LakeFile[], NewFile>();
  for (const [i, files] of groups.entries()) {
    written.set(files, await mergeGroup(lake, files, snapshot.version));
    options.onGroup?.(i + 1, groups.length);
  }
  let commit = 0;
  // Files whose commits say until when they are complete stay apart from those that speak for themselves.
  for (const declared of [false, true]) {
    const part = groups.filter(([first]) => first !== undefined && isDeclared(first, snapshot) === declared);
    const add = part.flatMap((files) => written.get(files) ?? []);
    if (add.length === 0) continue;
    ({ number: commit } = (
      await lake.commit(draftOf(snapshot, { old: part.flat(), add, encoding: lake.encoding }))
    ).commit);
  }
  const files = [...written.values()];
  return { commit, ...before, filesAfter: files.length, bytesAfter: sum(files) };
}

/** Whether the commit of a file says until when its table is complete. */
function isDeclared({ table, commit }: LakeFile, { commits }: Snapshot): boolean {
  const through = commits.find(({ number }) => number === commit)?.through;
  if (through === undefined) return false;
  if (table === "event") return through.events !== null;
  return table === "subscription" && through.subscriptions !== null;
}

/** Files that become one: of one table, folder and columns, whose commits all say until when they are complete, or none. */
function groupsOf(snapshot: Snapshot, { smallBytes, convert }: CompactOptions): readonly (readonly LakeFile[])[] {
  const groups = new Map<string, LakeFile[]>();
  for (const file of snapshot.files) {
    if (!tables.some(({ name }) => name === file.table)) continue;
    const folder = file.path.slice(0, file.path.lastIndexOf("/"));
    const isSmall = file.bytes < smallBytes;
    if (!isSmall && !convert) continue;
    const own = isSmall ? [] : [file.path];
    const id = JSON.stringify([file.table, folder, file.schemaVersion, isDeclared(file, snapshot), ...own]);
    groups.set(id, [...(groups.get(id) ?? []), file]);
  }
  return [...groups.values()].filter((group) => group.length > 1 || convert);
}

async function mergeGroup(lake: Lake, files: readonly LakeFile[], version: number): Promise<NewFile> {
  const [first] = files;
  const table = tables.find(({ name }) => name === first?.table);
  if (first === undefined || table === undefined) throw new Error("A group of files to merge is empty");
  const localPaths = await lake.localPaths(files);
  const path = await lake.temporaryPath();
  const encoded = await mergeFiles({ table, files, localPaths, path, encoding: lake.encoding });
  const folder = first.path.slice(0, first.path.lastIndexOf("/"));
  // With the lake's version: what was merged, converted and converted back has the same bytes, but not the same path.
  const name = `${folder}/compact-${version}-${encoded.sha256.slice(0, 16)}.parquet`;
  return lake.addFile({ table, name, localPath: path, encoded });
}

interface Replacement {
  readonly old: readonly LakeFile[];
  readonly add: readonly NewFile[];
  readonly encoding: Encoding;
}

/** Until when data are complete must be what it was: a file's own commit says so, and this one now stands for it. */
function draftOf({ commits, files }: Snapshot, { old, add, encoding }: Replacement): CommitDraft {
  const sources = new Set(old.map(({ commit }) => commit));
  const merged = commits.filter(({ number }) => sources.has(number));
  const latest = (instants: readonly (number | null)[]) =>
    instants.reduce((best, one) => (one !== null && (best === null || one > best) ? one : best), null);
  const events = latest(merged.map(({ through }) => through.events));
  const declared = latest(merged.map(({ through }) => through.subscriptions));
  const hasEvents =
    files.some(({ table }) => table === "event") || commits.some(({ through }) => through.events !== null);
  const holds = merged.filter((commit) => commit.add.some(({ table }) => table === "subscription"));
  const bySubscriptions = hasEvents ? null : latest(holds.map(({ committedAt }) => committedAt));
  return {
    operation: "compact",
    batchId: `compact-${encoding}-${sha256Of(old.map(({ sha256, path }) => `${sha256} ${path}`).join("\n")).slice(0, 32)}`,
    add,
    remove: old.map(({ path }) => path),
    through: { events, subscriptions: declared ?? bySubscriptions },
    details: { encoding, filesBefore: old.length },
  };
}
