import { randomUUID } from "node:crypto";
import { UserError } from "../schema/user-error.ts";
import { commitKey, extend, readCommit, refresh, type Snapshot } from "./log.ts";
import { nextRecord, printRecord, type CommitDraft, type CommitRecord } from "./record.ts";
import type { PutOutcome, Store } from "./store/store.ts";

/** What became of a draft; `alreadyDone` where the lake held its batch before. */
export interface Committed {
  readonly commit: CommitRecord;
  readonly alreadyDone: boolean;
  /** The lake as of that commit, or later. */
  readonly snapshot: Snapshot;
}

/**
 * Make `draft` the lake's next commit. Whoever puts a number first has it; a writer that is refused reads what took its
 * number: its own token means that only the reply was lost, its batch that another has done the work, anything else
 * that it must look at the lake anew and try the next number. So every refusal means that somebody got on.
 * Errors: `conflict` where a file to be removed is gone or one to be added is there already.
 */
export async function commitDraft(
  store: Store,
  draft: CommitDraft,
  { known, now }: { readonly known: Snapshot; readonly now: () => number },
): Promise<Committed> {
  const token = randomUUID();
  let snapshot = await refresh(store, known);
  for (;;) {
    const done = snapshot.commits.find((commit) => commit.batchId === draft.batchId);
    if (done !== undefined) return { commit: done, alreadyDone: done.token !== token, snapshot };
    checkAgainst(snapshot, draft);
    const before = snapshot.commits.at(-1) ?? null;
    const record = nextRecord(draft, { before, token, committedAt: now() });
    if ((await putRecord(store, record, before)) === "created") {
      return { commit: record, alreadyDone: false, snapshot: extend(snapshot, [record]) };
    }
    const taken = await readCommit(store, before);
    if (taken === null) throw new Error(`${commitKey(record.number)} refused a put and is not there.`);
    snapshot = await refresh(store, extend(snapshot, [taken]));
  }
}

/** Put the record; where that fails after it may have arrived, what stands under its number decides. */
async function putRecord(store: Store, record: CommitRecord, before: CommitRecord | null): Promise<PutOutcome> {
  try {
    return await store.putIfAbsent(commitKey(record.number), new TextEncoder().encode(printRecord(record)));
  } catch (error) {
    const standing = await readCommit(store, before).catch(() => null);
    if (standing?.token === record.token) return "created";
    throw error;
  }
}

function checkAgainst(snapshot: Snapshot, { add, remove }: CommitDraft): void {
  const standing = new Set(snapshot.files.map((file) => file.path));
  const gone = remove.find((path) => !standing.delete(path));
  if (gone !== undefined) {
    throw new UserError(
      "conflict",
      `Another commit has removed ${gone} from the lake.`,
      "Start again: the work was based on an older state of the lake.",
    );
  }
  // A path that was taken away may be about to be pruned: it never comes back.
  for (const commit of snapshot.commits) for (const path of commit.remove) standing.add(path);
  const twice = add.find(({ path }) => standing.size === standing.add(path).size);
  if (twice !== undefined) {
    throw new UserError(
      "conflict",
      `The lake already holds ${twice.path}, or held it, from another batch.`,
      "Load it once, or give the new file another name.",
    );
  }
}
