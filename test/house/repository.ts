import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Root folder of the checkout. */
export const root = fileURLToPath(new URL("../..", import.meta.url));

/** Paths, relative to the root, of every file that is in the repository or would be with `git add .`. */
export function repositoryFiles(): readonly string[] {
  const args = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const listed = execFileSync("git", args, { cwd: root, encoding: "utf8" }).split("\0");
  return [...new Set(listed)].filter((path) => path !== "" && existsSync(join(root, path))).toSorted();
}

/** Text of a file, by its path relative to the root. */
export function textOf(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

/** A floor as `docs/floors.md` tells it. */
export interface Floor {
  readonly name: string;
  readonly mayImport: readonly string[];
  readonly kind: string;
}

/** The floors, read from the table of `docs/floors.md`, in its order. */
export function floors(): readonly Floor[] {
  const rows = textOf("docs/floors.md").match(/^\| `\w+` +\|.*$/gm) ?? [];
  return rows.map((row) => {
    const [name = "", , mayImport = "", kind = ""] = row.slice(1, -1).split("|");
    return { name: named(name)[0] ?? "", mayImport: named(mayImport), kind: kind.trim() };
  });
}

function named(cell: string): string[] {
  return [...cell.matchAll(/`(\w+)`/g)].map((match) => match[1] ?? "");
}
