import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { digestOfFile } from "./file-digest.ts";
import type { ImportKind } from "./import-shape.ts";
import type { InputFile } from "./records.ts";

/** What makes an import this import and no other. */
export interface ImportIdentity {
  /** `import-events-`, `import-subscriptions-` or `import-aliases-` and 32 hex digits. */
  readonly batchId: string;
  /** Bytes of all files as they are stored. */
  readonly bytes: number;
  /** SHA-256 of each file, in their order. */
  readonly digests: readonly string[];
}

/** What decides what the rows of an import become, besides their files. */
export interface ImportMeaning {
  readonly kind: ImportKind;
  /** How the files are read, as the same text for the same meaning: a mapping's, or a billing export's. */
  readonly canonical: string;
  readonly timezone: string;
  readonly currency: string;
  /** µs UTC, or null. */
  readonly through: number | null;
}

/**
 * The identity of an import: a hash of its kind, mapping, timezone, currency, `through` and its files' contents in their
 * order, but not of their names or the clock: the same files imported again the same way are the same batch.
 * Errors: those of the file system.
 */
export async function identifyImport(files: readonly InputFile[], meaning: ImportMeaning): Promise<ImportIdentity> {
  const digests: string[] = [];
  let bytes = 0;
  for (const file of files) {
    digests.push(await digestOfFile(file.path));
    bytes += (await stat(file.path)).size;
  }
  const { kind, canonical, timezone, currency, through } = meaning;
  const text = JSON.stringify([kind, canonical, timezone, currency, through, digests]);
  return { batchId: `import-${kind}-${createHash("sha256").update(text).digest("hex").slice(0, 32)}`, bytes, digests };
}
