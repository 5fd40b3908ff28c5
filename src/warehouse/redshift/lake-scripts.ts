import type { LakeFile } from "../../lake/lake.ts";
import type { Table } from "../../schema/table.ts";
import { alias } from "../../schema/tables/alias.ts";
import { event } from "../../schema/tables/event.ts";
import { subscription } from "../../schema/tables/subscription.ts";
import { lakeManifests, renderManifest } from "./manifest.ts";
import { copyStatement, type UnloadAccess, unloadStatement } from "./statements.ts";
import { createRedshiftTable } from "./tables.ts";

/** The tables of a lake that a cluster can copy as they are. */
export const copiedTables: readonly Table[] = [event, subscription, alias];

/** What the scripts are about. */
export interface LakeScriptsOptions {
  /** The lake's `s3://bucket/prefix`. */
  readonly root: string;
  readonly schema: string;
  readonly access: UnloadAccess;
  /** `s3://bucket/prefix` where the manifests are put. */
  readonly manifestsAt: string;
  /** `s3://bucket/prefix` that UNLOAD writes below; null for no such script. */
  readonly unloadTo: string | null;
}

/**
 * What a Redshift cluster needs to copy a lake's tables as they are: a manifest for each table and version of its columns,
 * one script that makes the tables and copies them in one transaction, and one that unloads them again.
 */
export function lakeScripts(
  files: readonly LakeFile[],
  { root, schema, access, manifestsAt, unloadTo }: LakeScriptsOptions,
): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  const copies: string[] = [];
  for (const table of copiedTables) {
    for (const [version, entries] of lakeManifests(files, { table: table.name, root })) {
      const name = `${table.name}-v${version}.manifest`;
      texts.set(name, renderManifest(entries));
      const manifestUrl = `${manifestsAt.replace(/\/$/, "")}/${name}`;
      copies.push(copyStatement({ table, schema, manifestUrl, into: table.name }, access.role));
    }
  }
  const tables = copiedTables.map((table) => createRedshiftTable(table, schema));
  texts.set("copy.sql", script(["begin", `create schema if not exists "${schema}"`, ...tables, ...copies, "commit"]));
  if (unloadTo !== null) {
    const unloads = copiedTables.map((table) => {
      const columns = Object.keys(table.columns).map((name) => `"${name}"`);
      const query = `select ${columns.join(", ")} from "${schema}"."${table.name}"`;
      return unloadStatement(query, `${unloadTo.replace(/\/$/, "")}/${table.name}/`, access);
    });
    texts.set("unload.sql", script(unloads));
  }
  return texts;
}

function script(statements: readonly string[]): string {
  return statements.map((statement) => `${statement};\n`).join("\n");
}
