import type { LakeFile } from "../../lake/lake.ts";

/** An object that a COPY must find, and how many bytes it must have. */
export interface ManifestEntry {
  readonly url: string;
  readonly bytes: number;
}

/**
 * The manifest of a COPY from columnar files: every object must be there, and its length must be told. Source: "Using a
 * manifest to specify data files", Amazon Redshift Database Developer Guide.
 */
export function renderManifest(entries: readonly ManifestEntry[]): string {
  const listed = entries.map(({ url, bytes }) => ({ url, mandatory: true, meta: { content_length: bytes } }));
  return `${JSON.stringify({ entries: listed }, null, 1)}\n`;
}

/**
 * Manifests of one table of a lake on S3, one per version of its columns: a COPY from columnar files goes by position.
 * `root` is the lake's `s3://bucket/prefix`.
 */
export function lakeManifests(
  files: readonly LakeFile[],
  { table, root }: { readonly table: string; readonly root: string },
): ReadonlyMap<number, readonly ManifestEntry[]> {
  const manifests = new Map<number, ManifestEntry[]>();
  for (const { path, bytes, schemaVersion } of files.filter((file) => file.table === table)) {
    const entries = manifests.get(schemaVersion) ?? [];
    entries.push({ url: `${root.replace(/\/$/, "")}/${path}`, bytes });
    manifests.set(schemaVersion, entries);
  }
  return manifests;
}
