import { rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { sourcesPath } from "../ingest/quarantine-file.ts";
import type { ImportKind } from "../ingest/import-shape.ts";
import { importInto } from "./import.ts";
import { makeWorkspaceFolder, type Workspace } from "./open.ts";
import { pseudonymKey } from "./pseudonym-key.ts";
import { asksForPseudonyms, resolveMapping } from "./resolve-mapping.ts";
import type { ImportReport, MappingOptions, OnProgress } from "./types.ts";

/** Which rejected rows to try again, and how to read them now. */
export interface RetryOptions extends MappingOptions {
  /** A batch id, or the path of its quarantine file. */
  readonly quarantine: string;
  readonly dryRun?: boolean | undefined;
}

/**
 * Import rejected rows again under a mended mapping: what can be read now is loaded as one more batch, with the ids it
 * would have had; the rest stands in a quarantine of its own, and the old file is put away as `.retried`. @throws UserError
 * `usage` where there is no such quarantine or it keeps no raw text.
 */
export async function retryQuarantine(
  ws: Workspace,
  kind: ImportKind,
  { options, onProgress }: { readonly options: RetryOptions; readonly onProgress?: OnProgress | undefined },
): Promise<ImportReport> {
  const mapping = await resolveMapping(kind, options);
  await makeWorkspaceFolder(ws);
  const name = options.quarantine;
  const path = name.endsWith(".jsonl") ? name : join(ws.quarantineDir, `${name}.jsonl`);
  const reading = { kind: "rows", mapping } as const;
  const report = await importInto({
    kind,
    lake: await ws.lake(),
    timezone: ws.config.timezone,
    currency: ws.config.currency,
    quarantineDir: ws.quarantineDir,
    now: Date.now() * 1_000,
    // What still cannot be read stays in quarantine; it has been counted when it came there.
    options: { files: [name], maxRejected: 1, dryRun: options.dryRun },
    inputs: [{ name, path }],
    reading: { kind: "quarantine", mapping },
    pseudonymKey: asksForPseudonyms(reading, options) ? await pseudonymKey(ws.dir) : undefined,
    onProgress,
  });
  if (options.dryRun !== true) {
    await rename(path, path.replace(/\.jsonl$/, ".retried"));
    await rm(sourcesPath(path), { force: true });
  }
  return report;
}
