import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Lake, NewFile } from "../lake/lake.ts";
import { makeFolder } from "../lake/store/durable.ts";

/** The shards of one simulation that are done while it runs, so that a run that was ended goes on where it was. */
export interface FinishedShards {
  /** The shard's files, all of which lie in the lake with the bytes that they had; null where it is to be simulated. */
  find(shard: number): Promise<readonly NewFile[] | null>;
  keep(shard: number, files: readonly NewFile[]): Promise<void>;
  /** The simulation is published: nothing of this is needed any more. */
  forget(): Promise<void>;
}

/**
 * The finished shards of the simulation `batchId`: a note each in `folder`, written once the shard's files are in the
 * lake. A note is believed as far as the lake's files bear it out, byte by byte.
 */
export function finishedShards(lake: Lake, folder: string, batchId: string): FinishedShards {
  const own = join(folder, batchId);
  const noteOf = (shard: number): string => join(own, `${shard}.json`);

  async function isThere(file: NewFile): Promise<boolean> {
    return lake.localPath({ ...file, commit: 0 }).then(
      () => true,
      () => false,
    );
  }

  return {
    async find(shard) {
      const text = await readFile(noteOf(shard), "utf8").catch(() => null);
      if (text === null) return null;
      const files = JSON.parse(text) as readonly NewFile[];
      for (const file of files) if (!(await isThere(file))) return null;
      return files;
    },
    async keep(shard, files) {
      await makeFolder(own);
      const unfinished = `${noteOf(shard)}.${process.pid}`;
      await writeFile(unfinished, JSON.stringify(files));
      await rename(unfinished, noteOf(shard));
    },
    // Notes of other simulations that were never finished go too: a lake holds one company.
    forget: () => rm(folder, { recursive: true, force: true }),
  };
}
