import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { UserError } from "../schema/user-error.ts";
import type { ImportPreview } from "./types.ts";

/**
 * Write the mapping of a preview as a mapping file at `path`, folders included. @throws UserError `conflict` where a file is
 * there already, `usage` where the preview's mapping was not written as a file's text.
 */
export async function saveMappingFile(path: string, { mapping }: ImportPreview): Promise<void> {
  if (mapping === null) {
    throw new UserError("usage", "Only a guessed mapping is saved.", "Leave --map, --mapping and --preset out.");
  }
  await mkdir(dirname(path), { recursive: true });
  const heading = "# Which column means what. Every key: docs/import.md.\n";
  try {
    await writeFile(path, heading + mapping, { flag: "wx" });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    throw new UserError("conflict", `${path} is there already.`, "Name another file, or remove it first.");
  }
}
