import { z } from "zod";
import type { Table } from "../table.ts";

/** The name of the file that lists an export's files. */
export const manifestName = "manifest.json";

const entry = z.looseObject({
  name: z.string(),
  rows: z.number(),
  bytes: z.number(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

const manifest = z.object({ format: z.literal("tidemark-export"), version: z.literal(1), files: z.array(entry) });

/** One file of an export: its rows, bytes and SHA-256, what it answers, from which state of the data, and its columns. */
export interface ManifestEntry {
  readonly name: string;
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
  readonly [more: string]: unknown;
}

/** What is listed of `table` as it was written to the file `name`. */
export function manifestEntry(
  table: Table,
  file: { readonly name: string; readonly bytes: number; readonly sha256: string },
): ManifestEntry {
  const { asked, kind, ...state } = table.source;
  return { ...file, rows: table.rows.length, [kind]: asked, ...state, columns: table.columns };
}

/**
 * The text of a manifest: `entries`, and those of the manifest before them, `previous`, that they do not replace. It depends on
 * the files alone, so that the same export again is the same manifest.
 */
export function manifestText(entries: readonly ManifestEntry[], previous: readonly ManifestEntry[]): string {
  const names = new Set(entries.map(({ name }) => name));
  const kept = previous.filter(({ name }) => !names.has(name));
  const files = [...kept, ...entries].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return `${JSON.stringify({ format: "tidemark-export", version: 1, files }, null, 2)}\n`;
}

/** The files that the manifest `text` lists; null where it is none of ours. */
export function readManifest(text: string): readonly ManifestEntry[] | null {
  try {
    const parsed = manifest.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data.files : null;
  } catch {
    return null;
  }
}
