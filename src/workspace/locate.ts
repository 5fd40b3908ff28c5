import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** The name of a workspace's configuration file. */
export const configName = "tidemark.yaml";

/**
 * The workspace folder: `dir` where given, else the nearest folder from `start` upward that holds `tidemark.yaml`, itself
 * or in a `.tidemark` inside it, else `.tidemark` in `start`.
 */
export function locateWorkspace(dir: string | undefined, start: string = process.cwd()): string {
  if (dir !== undefined) return resolve(start, dir);
  for (let folder = resolve(start); ; folder = dirname(folder)) {
    for (const candidate of [folder, join(folder, ".tidemark")]) {
      if (existsSync(join(candidate, configName))) return candidate;
    }
    if (folder === dirname(folder)) return resolve(start, ".tidemark");
  }
}
