import { randomUUID } from "node:crypto";
import { mkdir, readdir, rename, rm, rmdir, stat } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { UserError } from "../../schema/user-error.ts";

/** Where files go, and whether they may replace others. */
export interface PublishOptions {
  readonly out: string;
  readonly force: boolean;
  /** Names known before the work begins, so that a conflict is told at once. */
  readonly names?: readonly string[];
  /** Names that may be replaced in any case: what lists the others. */
  readonly replaces?: readonly string[];
  /** The name that is moved last: who sees it sees the others. */
  readonly last?: string;
}

/**
 * Make files with `fill`, which writes into a temporary folder, and move them into the folder `out`, made where it is
 * missing. Until all are written none is there, and where `fill` fails nothing is left behind. UserErrors: `config` where
 * the folder cannot be written, `conflict` where a file stands there already and may not be replaced.
 */
export async function publish(options: PublishOptions, fill: (folder: string) => Promise<void>): Promise<void> {
  const out = resolve(options.out);
  const replaces = options.replaces ?? [];
  const made = await writable(out, () => makeFolder(out));
  const staging = join(out, `.tidemark-${randomUUID()}.tmp`);
  try {
    if (!options.force) await refuseExisting(out, options.names ?? []);
    await writable(out, () => mkdir(staging));
    await fill(staging);
    const names = (await filesIn(staging)).toSorted((a, b) => Number(a === options.last) - Number(b === options.last));
    if (!options.force) {
      await refuseExisting(
        out,
        names.filter((name) => !replaces.includes(name)),
      );
    }
    for (const name of names) {
      await writable(out, () => makeFolder(dirname(join(out, name))));
      await rename(join(staging, name), join(out, name));
    }
  } finally {
    await rm(staging, { recursive: true, force: true });
    // Only where it is empty, that is, where nothing came of it.
    for (const folder of made) await rmdir(folder).catch(() => undefined);
  }
}

/** Every file below `folder`, by its path from there. */
export async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}

/**
 * Make a folder and those above it that are missing; those that were made, the innermost first. One by one, because
 * Node's own recursive mkdir never returns where a file system (like /proc) says that a folder's parent is missing.
 */
async function makeFolder(path: string): Promise<readonly string[]> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (found !== null && !found.isDirectory()) throw Object.assign(new Error("not a folder"), { code: "EEXIST" });
  if (found !== null) return [];
  const above = await makeFolder(dirname(path));
  await mkdir(path);
  return [path, ...above];
}

async function refuseExisting(out: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const path = join(out, name);
    if ((await stat(path).catch(() => null)) === null) continue;
    throw new UserError("conflict", `${path} exists already.`, "Replace it with --force, or name another folder.");
  }
}

const refusals: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "not permitted",
  EROFS: "read-only file system",
  ENOTDIR: "a part of the path is a file",
  EEXIST: "it is a file",
  ENOSPC: "no space is left",
  ENOENT: "no folder can be made there",
};

async function writable<T>(out: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const reason = refusals[(error as NodeJS.ErrnoException).code ?? ""];
    if (reason === undefined) throw error;
    throw new UserError("config", `Cannot write into ${out}: ${reason}.`, "Name another folder with --out.");
  }
}
