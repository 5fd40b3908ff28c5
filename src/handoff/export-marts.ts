import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "../schema/user-error.ts";
import type { Dialect } from "../sql/dialect.ts";
import { duckdb } from "../sql/dialects/duckdb.ts";
import { postgres } from "../sql/dialects/postgres.ts";
import { redshift } from "../sql/dialects/redshift.ts";
import { stateOf } from "../workspace/ask.ts";
import type { Workspace } from "../workspace/open.ts";
import { publish } from "./file/publish.ts";
import type { MartEngine } from "./mart-engines.ts";
import { grantsScript, martsScript } from "./marts-script.ts";

const dialects: Readonly<Record<MartEngine, Dialect>> = { duckdb, postgres, redshift };

/** Whose SQL is written where, and for which role of readers. */
export interface ExportMartsOptions {
  readonly out: string;
  readonly engine: MartEngine;
  readonly role: string;
  readonly force?: boolean | undefined;
}

/** Write the scripts that make the marts and grant them; the names of the files. UserErrors: as `publish`. */
export async function exportMarts(ws: Workspace, options: ExportMartsOptions): Promise<readonly string[]> {
  const { out, engine, role, force = false } = options;
  if (!/^[\p{L}_][\p{L}\p{N}_ -]{0,62}$/u.test(role)) {
    throw new UserError("usage", `"${role}" is no name of a role.`, "Use letters, digits and underscores.");
  }
  const names = [`marts-${engine}.sql`, `grants-${engine}.sql`] as const;
  const script = await ws.readers.use(async (reader) => martsScript(stateOf(ws, reader), dialects[engine]));
  await publish({ out, force, names }, async (folder) => {
    await writeFile(join(folder, names[0]), script);
    await writeFile(join(folder, names[1]), grantsScript(role));
  });
  return names;
}
