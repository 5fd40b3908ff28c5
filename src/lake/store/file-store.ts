import { copyFile, link, readdir, readFile, rename, rm, stat, unlink, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { makeFolder, syncFile } from "./durable.ts";
import { codeOf, explained } from "./folder-error.ts";
import type { MarkedKey, PutOutcome, Store } from "./store.ts";
import { temporaryPath } from "./temporary.ts";

/**
 * A lake in a local folder. An object is written under a temporary name, synced, and then linked to its own name: a
 * link fails where the name is taken, and a name that exists always has all its bytes. Needs a file system with hard
 * links. Nothing is made before the first put.
 */
export function fileStore(folder: string): Store {
  const root = resolve(folder);
  const workFolder = join(root, "_tmp");
  const pathOf = (key: string): string => join(root, key);

  const publish = async (finished: string, key: string): Promise<PutOutcome> => {
    const target = pathOf(key);
    await syncFile(finished);
    await makeFolder(dirname(target));
    try {
      await link(finished, target);
      return "created";
    } catch (error) {
      if (codeOf(error) === "EEXIST") return "exists";
      throw error;
    } finally {
      // Also after "exists": whoever made the name may not have come to syncing it.
      await syncFile(dirname(target));
    }
  };
  const withTemporary = async <T>(
    write: (path: string) => Promise<unknown>,
    use: (path: string) => Promise<T>,
  ): Promise<T> => {
    const temporary = await temporaryPath(workFolder);
    try {
      await write(temporary);
      return await use(temporary);
    } finally {
      await rm(temporary, { force: true });
    }
  };

  return {
    url: folder,
    workFolder,
    get: (key) => explained(root, () => unlessMissing(readFile(pathOf(key)))),
    put: (key, bytes) =>
      explained(root, () =>
        withTemporary(
          (path) => writeFile(path, bytes, { flag: "wx" }),
          async (path) => {
            await syncFile(path);
            await makeFolder(dirname(pathOf(key)));
            await rename(path, pathOf(key));
            await syncFile(dirname(pathOf(key)));
          },
        ),
      ),
    putIfAbsent: (key, bytes) =>
      explained(root, () =>
        withTemporary(
          (path) => writeFile(path, bytes, { flag: "wx" }),
          (path) => publish(path, key),
        ),
      ),
    partsFromBytes: Infinity,
    putFileIfAbsent: ({ key, path }) =>
      explained(root, async () => {
        try {
          return await publish(path, key);
        } catch (error) {
          // A link cannot cross file systems: a file from elsewhere is copied first.
          if (codeOf(error) !== "EXDEV") throw error;
          return await withTemporary(
            (copy) => copyFile(path, copy),
            (copy) => publish(copy, key),
          );
        }
      }),
    list: async (name, after) => {
      const names = (await unlessMissing(readdir(pathOf(name)))) ?? [];
      return names
        .map((entry) => `${name}/${entry}`)
        .filter((key) => key > after)
        .toSorted();
    },
    listMarked: async (prefix) => {
      const named = await unlessMissing(stat(pathOf(prefix)));
      const below = named?.isDirectory() === true ? await readdir(pathOf(prefix), { recursive: true }) : null;
      const keys = below === null ? [prefix] : below.map((name) => (prefix === "" ? name : `${prefix}/${name}`));
      const marked = keys.toSorted().map(async (key): Promise<readonly MarkedKey[]> => {
        const at = await unlessMissing(stat(pathOf(key)));
        return at?.isFile() === true ? [{ key, mark: `${at.mtimeMs} ${at.size}` }] : [];
      });
      return (await Promise.all(marked)).flat();
    },
    localPath: pathOf,
    fetch: async (key, path) => (await unlessMissing(copyFile(pathOf(key), path).then(() => true))) ?? false,
    has: async (key) => (await unlessMissing(stat(pathOf(key)))) !== null,
    remove: (key) => explained(root, async () => (await unlessMissing(unlink(pathOf(key)).then(() => true))) ?? false),
    unfinished: async () => [],
    giveUpUnfinished: async () => 0,
    close: async () => {},
  };
}

async function unlessMissing<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return null;
    throw error;
  }
}
