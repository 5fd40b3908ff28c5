import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { copyFile, open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { LoadOptions, LoadOutcome } from "../warehouse.ts";
import { buildGeneration } from "./build-generation.ts";
import { sha256OfFile } from "./file-hash.ts";
import {
  databasePath,
  type GenerationRecord,
  makeFolder,
  publishGeneration,
  readCurrent,
  readGeneration,
  removeOldGenerations,
} from "./generation-file.ts";
import { takeLock } from "./lock.ts";
import { hasThisLayout, type LoadPlan, planLoad } from "./plan-load.ts";
import { openSession } from "./session.ts";
import { tellDamage } from "./tell-damage.ts";

/**
 * Bring the warehouse in `folder` to the lake's newest commit: a clone of the newest generation is changed aside in one
 * transaction and put in its place at the end, so that readers see all of a load or none of it.
 */
export async function loadInto(folder: string, options: LoadOptions): Promise<LoadOutcome> {
  await makeFolder(folder);
  const lock = await takeLock(folder, randomUUID());
  try {
    const anew = options.anew === true;
    const current = await readCurrent(folder).catch((error: unknown) => {
      if (anew) return null;
      throw error;
    });
    const held = current === null ? null : await (anew ? soundGeneration : readGeneration)(folder, current);
    const snapshot = await options.lake.snapshot();
    const plan = planLoad(snapshot, { settings: options.settings, held, anew });
    if (plan.kind === "nothing") return { ...nothingNew, generation: current ?? 0 };

    if (options.dryRun === true) return { ...nothingNew, ...countNew(plan), generation: current ?? 0, upToDate: false };
    const number = (current ?? 0) + 1;
    const aside = join(folder, `generation-${number}.tmp.duckdb`);
    // A killed load's write-ahead log would be replayed into the new file of that name.
    for (const left of [aside, `${aside}.wal`]) await rm(left, { force: true });
    if (plan.kind === "add" && current !== null) {
      await copyFile(databasePath(folder, current), aside, constants.COPYFILE_FICLONE);
    }
    const usable =
      held !== null && current !== null && hasThisLayout(held.settings)
        ? { record: held, databasePath: databasePath(folder, current) }
        : null;
    const told = (error: unknown) => {
      if (held === null || current === null) throw error;
      return tellDamage(databasePath(folder, current), held, error);
    };
    const session = await openSession({
      path: aside,
      readOnly: false,
      temporaryFolder: join(folder, "scratch.tmp"),
      isSmall: snapshot.files.reduce((rows, file) => rows + file.rows, 0) < smallRows,
    }).catch(told);
    const { outcome, record } = await buildGeneration(session, {
      ...options,
      plan,
      snapshot,
      number,
      held: usable,
    })
      .catch(told)
      .finally(() => session.close());
    options.onStep?.("publishing");
    await syncFile(aside);
    await lock.check();
    await rename(aside, databasePath(folder, number));
    await publishGeneration(folder, { ...record, databaseSha256: await sha256OfFile(databasePath(folder, number)) });
    await removeOldGenerations(folder, number);
    return outcome;
  } finally {
    await lock.release();
  }
}

/** Rows of a lake that one thread counts in less time than two need to divide the work. */
const smallRows = 100_000;

/** The outcome of a load that found nothing to do. */
export const nothingNew: LoadOutcome = {
  generation: 0,
  upToDate: true,
  commits: 0,
  events: 0,
  subscriptions: 0,
  duplicates: 0,
  conflicts: 0,
  rebuilt: null,
  restated: [],
  warnings: [],
};

/** What a plan would load, without what only loading finds out. */
function countNew(plan: Exclude<LoadPlan, { readonly kind: "nothing" }>): Partial<LoadOutcome> {
  const rows = (table: string) =>
    plan.files.filter((file) => file.table === table).reduce((sum, file) => sum + file.rows, 0);
  const rebuilt = plan.kind === "rebuild" ? plan.why : null;
  return { commits: plan.commits.length, events: rows("event"), subscriptions: rows("subscription"), rebuilt };
}

/** Generation `number`, if its files are what was published: what is damaged is built anew as if it had never been. */
async function soundGeneration(folder: string, number: number): Promise<GenerationRecord | null> {
  try {
    const record = await readGeneration(folder, number);
    return (await sha256OfFile(databasePath(folder, number))) === record.databaseSha256 ? record : null;
  } catch {
    return null;
  }
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, "r+");
  await file.sync();
  await file.close();
}
