import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "../schema/user-error.ts";
import type { Dialect } from "../sql/dialect.ts";
import { clickhouse } from "../sql/dialects/clickhouse.ts";
import { postgres } from "../sql/dialects/postgres.ts";
import { redshift } from "../sql/dialects/redshift.ts";
import { stateOf } from "../workspace/ask.ts";
import type { Workspace } from "../workspace/open.ts";
import { publish } from "./file/publish.ts";
import type { MartEngine } from "./mart-engines.ts";
import { grantsScript, martsScript } from "./marts-script.ts";

const dialects: Readonly<Record<MartEngine, Dialect>> = { clickhouse, postgres, redshift };

/** Whose SQL is written where, and for which role of readers. */
export interface ExportMartsOptions {
  readonly out: string;
  readonly engine: MartEngine;
  /** Where a load put its tables: a schema, on ClickHouse a database. Default: where loads put them. */
  readonly schema?: string | undefined;
  readonly role: string;
  readonly force?: boolean | undefined;
}

/** Write the scripts that make the marts and grant them; the names of the files. UserErrors: as `publish`. */
export async function exportMarts(ws: Workspace, options: ExportMartsOptions): Promise<readonly string[]> {
  const { out, engine, role, force = false } = options;
  const schema = options.schema ?? (engine === "clickhouse" ? "default" : "tidemark");
  if (!/^[\p{L}_][\p{L}\p{N}_ -]{0,62}$/u.test(role)) {
    throw new UserError("usage", `"${role}" is no name of a role.`, "Use letters, digits and underscores.");
  }
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,62}$/.test(schema)) {
    throw new UserError("usage", `"${schema}" is no name of a schema.`, "Use letters, digits and underscores.");
  }
  const place = { dialect: dialects[engine], schema };
  const names = [`marts-${engine}.sql`, `grants-${engine}.sql`] as const;
  const script = await ws.readers.use(async (reader) => martsScript(stateOf(ws, reader), place));
  await publish({ out, force, names }, async (folder) => {
    await writeFile(join(folder, names[0]), script);
    await writeFile(join(folder, names[1]), grantsScript(role, place));
  });
  return names;
}
