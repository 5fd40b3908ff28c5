import { createHash } from "node:crypto";
import { open } from "node:fs/promises";

/** What a file's bytes are: how many, and their SHA-256 as 64 lower-case hex digits. */
export interface Digest {
  readonly bytes: number;
  readonly sha256: string;
}

const blockBytes = 1 << 20;

/** The digest of `bytes`, as 64 lower-case hex digits. */
export function sha256Of(bytes: Uint8Array | string): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** The digest of the file at `path`, read block by block in flat memory; null where there is no such file. */
export async function digestFile(path: string): Promise<Digest | null> {
  const file = await open(path, "r").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (file === null) return null;
  try {
    const hash = createHash("sha256");
    const block = Buffer.allocUnsafe(blockBytes);
    let bytes = 0;
    for (;;) {
      const { bytesRead } = await file.read(block, 0, blockBytes);
      if (bytesRead === 0) return { bytes, sha256: hash.digest("hex") };
      hash.update(block.subarray(0, bytesRead));
      bytes += bytesRead;
    }
  } finally {
    await file.close();
  }
}
