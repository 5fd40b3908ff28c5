import { existsSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { UserError } from "../schema/user-error.ts";
import type { OpenOptions } from "./types.ts";

/** The name of a workspace's configuration file. */
export const configName = "tidemark.yaml";

/** What a workspace's folder holds at least one of. */
const marks = [configName, "lake", "warehouse"];

/**
 * UserError `config` where `dir` is named and holds nothing of a workspace. Where lake or warehouse lie elsewhere, an empty
 * folder is a workspace as good as any.
 */
export function checkIsWorkspace({ dir, lake, warehouse }: OpenOptions): void {
  if (dir === undefined || lake !== undefined) return;
  if (warehouse !== undefined || process.env["TIDEMARK_WAREHOUSE"] !== undefined) return;
  const folder = resolve(dir);
  if (existsSync(folder) && !statSync(folder).isDirectory()) return;
  if (marks.some((mark) => existsSync(join(folder, mark)))) return;
  const inside = join(dir, ".tidemark");
  throw new UserError(
    "config",
    existsSync(folder) ? `${folder} is no workspace.` : `There is no folder ${folder}.`,
    existsSync(join(inside, configName))
      ? `Did you mean --dir ${inside}?`
      : "Check --dir, or make a workspace there with tidemark init, simulate or import.",
  );
}

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
