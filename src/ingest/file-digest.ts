import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";

/** SHA-256, in hex, of the bytes of the file at `path` as they are stored. Errors: those of the file system. */
export async function digestOfFile(path: string): Promise<string> {
  const digest = createHash("sha256");
  for await (const piece of createReadStream(path, { highWaterMark: 1_048_576 })) digest.update(piece as Buffer);
  return digest.digest("hex");
}
