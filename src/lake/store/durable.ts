import { mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";

/** Return once the file's bytes are on the disk. */
export async function syncFile(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Make a folder and those above it; return once their names are on the disk too. */
export async function makeFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true });
  if (first === undefined) return;
  for (let made = path; made.length >= first.length; made = dirname(made)) await syncFile(dirname(made));
}
