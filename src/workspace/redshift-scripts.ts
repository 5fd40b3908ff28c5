import { withNewEncodings } from "../lake/parquet-pages.ts";
import { UserError } from "../schema/user-error.ts";
import { copiedTables, lakeScripts } from "../warehouse/redshift/lake-scripts.ts";
import { checkedRole } from "../warehouse/redshift/statements.ts";
import type { Workspace } from "./open.ts";
import type { OnProgress } from "./types.ts";

/** How a cluster copies the lake. */
export interface RedshiftScriptsOptions {
  /** ARN of the role that the cluster may assume. */
  readonly role: string;
  /** The region of the bucket that is unloaded to, where it is not the cluster's. */
  readonly region?: string | undefined;
  readonly schema?: string | undefined;
  /** `s3://BUCKET/PREFIX` where the manifests will lie. */
  readonly manifestsAt: string;
  /** `s3://BUCKET/PREFIX` that UNLOAD writes below. */
  readonly unloadTo?: string | undefined;
}

/**
 * Scripts and manifests, by file name, with which a Redshift cluster copies this lake's tables. Every object is fetched and
 * held against its hash first. UserErrors `config`: a lake that is not on S3, files that Redshift cannot read, a bad role.
 */
export async function redshiftScripts(
  ws: Workspace,
  options: RedshiftScriptsOptions,
  onProgress?: OnProgress,
): Promise<ReadonlyMap<string, string>> {
  const role = checkedRole(options.role);
  for (const place of [options.manifestsAt, options.unloadTo]) checkPlace(place);
  const schema = checkedSchema(options.schema ?? "tidemark");
  const lake = await ws.lake();
  if (!lake.url.startsWith("s3://")) {
    throw new UserError(
      "config",
      `The lake ${lake.url} is a folder; Redshift copies from S3.`,
      "Name a lake on S3 with --lake, or lake.url in tidemark.yaml.",
    );
  }
  const { files } = await lake.snapshot();
  const copied = files.filter(({ table }) => copiedTables.some(({ name }) => name === table));
  const paths = await lake.localPaths(copied, (done, total) =>
    onProgress?.({ stage: "checking the lake's files", done, total, unit: "bytes" }),
  );
  const unreadable = await withNewEncodings(paths);
  const [first] = unreadable;
  if (first !== undefined) {
    throw new UserError(
      "config",
      `Redshift cannot read the Parquet v2 encodings of ${unreadable.length} of ${copied.length} files, e.g. ${copied[first]?.path}.`,
      'Set "lake: encoding: v1" in tidemark.yaml and run "tidemark lake compact --convert".',
    );
  }
  return lakeScripts(copied, {
    root: lake.url,
    schema,
    access: { role, region: options.region ?? null },
    manifestsAt: options.manifestsAt,
    unloadTo: options.unloadTo ?? null,
  });
}

function checkPlace(place: string | undefined): void {
  if (place === undefined || /^s3:\/\/[a-z0-9][a-z0-9.-]+(\/[^\s'"\\]*)?$/.test(place)) return;
  throw new UserError("usage", `"${place}" is no place on S3.`, "Give s3://BUCKET/PREFIX.");
}

function checkedSchema(schema: string): string {
  if (/^[a-z_][a-z0-9_]{0,62}$/.test(schema)) return schema;
  throw new UserError(
    "usage",
    `"${schema}" is no name for a schema.`,
    "Use lower-case letters, digits and underscores.",
  );
}
