import { readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { z } from "zod";
import type { InputFile } from "./records.ts";

const manifest = z.object({
  format: z.literal("tidemark-export"),
  files: z.array(z.looseObject({ name: z.string(), sha256: z.string() })),
});

/**
 * The files, each told whether it is an export of ours, byte for byte: the `manifest.json` beside it lists it with the hash
 * in `digests`, which is in the order of the files.
 */
export function ownExports(files: readonly InputFile[], digests: readonly string[]): Promise<readonly InputFile[]> {
  return Promise.all(
    files.map(async (file, i) => {
      const listed = await hashesIn(join(dirname(file.path), "manifest.json"));
      return { ...file, isOwnExport: listed.get(basename(file.path)) === digests[i] };
    }),
  );
}

async function hashesIn(path: string): Promise<ReadonlyMap<string, string>> {
  const text = await readFile(path, "utf8").catch(() => "null");
  try {
    const parsed = manifest.safeParse(JSON.parse(text));
    return new Map(parsed.success ? parsed.data.files.map(({ name, sha256 }) => [name, sha256]) : []);
  } catch {
    return new Map();
  }
}
