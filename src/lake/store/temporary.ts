import { randomUUID } from "node:crypto";
import { readdir, rm, stat } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { makeFolder } from "./durable.ts";
import { explained } from "./folder-error.ts";

const dayMs = 86_400_000;

/** A path for a new unfinished file in `folder`, which is made; its name says which process of which host writes it. */
export async function temporaryPath(folder: string): Promise<string> {
  await explained(folder, () => makeFolder(folder));
  return join(folder, `${hostname()}.${process.pid}.${randomUUID()}`);
}

/**
 * Remove the unfinished files of writers that are gone: processes of this host that run no more, and whatever is older
 * than a day (another host's, or a process number that was given out again); folders are left alone. The names removed.
 */
export async function removeStale(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  const removed: string[] = [];
  for (const name of entries.filter((entry) => entry.isFile()).map((entry) => entry.name)) {
    if (await isInUse(folder, name)) continue;
    await rm(join(folder, name), { force: true });
    removed.push(name);
  }
  return removed;
}

async function isInUse(folder: string, name: string): Promise<boolean> {
  const prefix = `${hostname()}.`;
  const writer = name.startsWith(prefix) ? Number(name.slice(prefix.length).split(".")[0]) : null;
  if (writer !== null && !isRunning(writer)) return false;
  const status = await stat(join(folder, name)).catch(() => null);
  return status !== null && Date.now() - status.mtimeMs < dayMs;
}

/** Whether a process of this host has that number. */
export function isRunning(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
