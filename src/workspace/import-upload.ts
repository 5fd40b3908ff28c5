import { sep } from "node:path";
import type { InputFile } from "../ingest/records.ts";
import { UserError } from "../schema/user-error.ts";
import { importInto } from "./import.ts";
import { load } from "./jobs.ts";
import { makeWorkspaceFolder, type Workspace } from "./open.ts";
import { pseudonymKey } from "./pseudonym-key.ts";
import { asksForPseudonyms, resolveReading } from "./resolve-mapping.ts";
import type { ImportReport, LoadReport, MappingOptions } from "./types.ts";

/** How a file that somebody sent is imported. */
export interface UploadOptions extends MappingOptions {
  readonly kind: "events" | "subscriptions" | "aliases";
  readonly through?: string | undefined;
  readonly maxRejected?: number | undefined;
  /** Whether it is loaded into the warehouse too; default true. */
  readonly load?: boolean | undefined;
}

/** What became of it. */
export interface UploadOutcome {
  readonly report: ImportReport;
  /** Null where it was not to be loaded. */
  readonly loaded: LoadReport | null;
}

/**
 * Import a file that lies in a temporary place under its own name, and load it. @throws UserError as an import and a load
 * do, without a word about where on this machine anything lies.
 */
export async function importUpload(ws: Workspace, file: InputFile, options: UploadOptions): Promise<UploadOutcome> {
  const { kind, through, maxRejected } = options;
  try {
    const reading = await resolveReading(kind, options);
    await makeWorkspaceFolder(ws);
    const key = asksForPseudonyms(reading, options) ? await pseudonymKey(ws.dir) : undefined;
    const report = await importInto({
      kind,
      lake: await ws.lake(),
      timezone: ws.config.timezone,
      currency: ws.config.currency,
      quarantineDir: ws.quarantineDir,
      now: Date.now() * 1_000,
      options: { files: [file.name], through, maxRejected },
      inputs: [file],
      reading,
      pseudonymKey: key,
    });
    return { report, loaded: options.load === false ? null : await load(ws, {}) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const without = (text: string): string => text.replaceAll(`${ws.quarantineDir}${sep}`, "").replaceAll(ws.dir, "");
    throw new UserError(error.code, without(error.message), without(error.hint));
  }
}
