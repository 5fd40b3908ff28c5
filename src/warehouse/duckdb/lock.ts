import { link, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { UserError } from "../../schema/user-error.ts";

/** Who holds the lock of a warehouse; `token` tells two loads of one process apart. */
interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly token: string;
}

/** A lock that was taken. */
export interface Lock {
  /** Throws UserError `conflict` where the lock was taken over by somebody who believed this loader dead. */
  check(): Promise<void>;
  release(): Promise<void>;
}

/**
 * Take the loader's lock of `folder`. A lock left by a process of this host that no longer runs is taken over. Where
 * another loader runs: UserError `conflict`, naming its process and host.
 */
export async function takeLock(folder: string, token: string): Promise<Lock> {
  const path = join(folder, "load.lock");
  const mine = `${path}.${token}`;
  await writeFile(mine, JSON.stringify({ pid: process.pid, host: hostname(), token } satisfies Holder));
  try {
    for (let attempt = 0; attempt < 20; attempt++) {
      if (await linked(mine, path)) {
        await removeLeavings(folder);
        return heldLock(path, token);
      }
      const holder = await readHolder(path);
      if (holder === null) continue;
      if (holder.host !== hostname() || isRunning(holder.pid)) throw runningElsewhere(holder, path);
      await moveAside(path, { to: `${mine}.stale`, holder });
    }
    throw new UserError("conflict", "Other loads keep taking the warehouse's lock.", "Run the load again in a moment.");
  } finally {
    await rm(mine, { force: true });
  }
}

/**
 * Move the lock of a dead `holder` aside: of several that see it one moves it, the others find it gone. Who came too late
 * and moved the lock that somebody else has taken since puts it back.
 */
async function moveAside(
  path: string,
  { to, holder }: { readonly to: string; readonly holder: Holder },
): Promise<void> {
  await rename(path, to).catch(() => undefined);
  const moved = await readHolder(to);
  if (moved !== null && moved.token !== holder.token) await linked(to, path);
  await rm(to, { force: true });
}

/** Remove what loaders that were killed while they took the lock left beside it. */
async function removeLeavings(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith("load.lock.")) continue;
    const left = await readHolder(join(folder, name));
    if (left?.host === hostname() && !isRunning(left.pid)) await rm(join(folder, name), { force: true });
  }
}

function heldLock(path: string, token: string): Lock {
  const isMine = async () => (await readHolder(path))?.token === token;
  return {
    async check() {
      if (!(await isMine())) {
        throw new UserError(
          "conflict",
          "Another load took over while this one ran.",
          "Nothing was changed; run it again.",
        );
      }
    },
    async release() {
      if (await isMine()) await rm(path, { force: true });
    },
  };
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

async function readHolder(path: string): Promise<Holder | null> {
  const text = await readFile(path, "utf8").catch(() => null);
  return text === null ? null : (JSON.parse(text) as Holder);
}

function runningElsewhere(holder: Holder, path: string): UserError {
  return new UserError(
    "conflict",
    `Another load is running: process ${holder.pid} on ${holder.host}.`,
    `Wait until it ends. If that process is gone, remove ${path}.`,
  );
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
