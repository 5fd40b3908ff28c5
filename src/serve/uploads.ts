import { randomBytes } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { type Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Refusal } from "./problem.ts";

/** A file that a page sent and that waits to be imported. */
export interface Upload {
  readonly id: string;
  /** As the person named it. */
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
}

/** Files that pages sent, on disk, for a while. */
export interface Uploads {
  /** Write a body to disk. Refusal 413 where it is too large, and nothing of it is kept. */
  take(body: Readable, name: string): Promise<Upload>;
  /** Refusal 404 where no such file waits any more. */
  find(id: string): Upload;
  forget(id: string): Promise<void>;
  clear(): Promise<void>;
}

/** How much may wait, and for how long. */
export interface UploadLimits {
  readonly bytesPerFile: number;
  /** The oldest goes where one more comes. */
  readonly files: number;
  readonly lifeMs: number;
}

/** 1 GiB a file, four of them, for an hour. */
export const defaultUploadLimits: UploadLimits = { bytesPerFile: 1_073_741_824, files: 4, lifeMs: 3_600_000 };

/** Uploads in `folder`, which is made at the first of them. */
export function createUploads(folder: string, limits: UploadLimits = defaultUploadLimits): Uploads {
  const waiting = new Map<string, Upload & { readonly until: number }>();

  async function forget(id: string): Promise<void> {
    const upload = waiting.get(id);
    waiting.delete(id);
    if (upload !== undefined) await rm(upload.path, { force: true });
  }

  async function makeRoom(): Promise<void> {
    const ids = [...waiting.keys()];
    const old = ids.filter((id) => (waiting.get(id)?.until ?? 0) < Date.now());
    const many = ids.slice(0, Math.max(0, ids.length - limits.files + 1));
    for (const id of new Set([...old, ...many])) await forget(id);
  }

  return {
    forget,
    async take(body, name) {
      await makeRoom();
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const id = randomBytes(16).toString("base64url");
      const path = join(folder, id);
      let bytes = 0;
      const counted = new Transform({
        transform(piece: Buffer, _encoding, done) {
          bytes += piece.length;
          done(bytes > limits.bytesPerFile ? tooLarge(limits) : null, piece);
        },
      });
      try {
        await pipeline(body, counted, createWriteStream(path, { mode: 0o600, flags: "wx" }));
      } catch (error) {
        await rm(path, { force: true });
        throw error;
      }
      const upload = { id, name, path, bytes, until: Date.now() + limits.lifeMs };
      waiting.set(id, upload);
      return upload;
    },
    find(id) {
      const upload = waiting.get(id);
      if (upload !== undefined && upload.until >= Date.now()) return upload;
      throw new Refusal(404, "That file is not here any more.", { hint: "Send it again." });
    },
    async clear() {
      for (const id of waiting.keys()) await forget(id);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Refuse a body that says itself that it is too large, before any of it is read. */
export function refuseTooLarge(length: string | undefined, limits: UploadLimits = defaultUploadLimits): void {
  if (Number(length ?? 0) > limits.bytesPerFile) throw tooLarge(limits);
}

function tooLarge({ bytesPerFile }: UploadLimits): Refusal {
  return new Refusal(413, `The file has more than ${bytesPerFile} bytes.`, {
    hint: "Import it on the command line: tidemark import events FILE.",
    headers: { connection: "close" },
  });
}
