import type { Command } from "commander";
import { UserError } from "../../schema/user-error.ts";
import type { ImportOptions } from "../../workspace/types.ts";
import { examples } from "../examples.ts";
import { type DataFlags, rate, withDataFlags } from "../flags.ts";
import { previewSheet } from "../print/preview-sheet.ts";
import { print } from "../print/print.ts";
import { importFx } from "./import-fx.ts";
import { reportSheet } from "../print/report-sheet.ts";
import { suggest } from "../suggest.ts";
import type { Terminal } from "../terminal.ts";
import { watched, withNewWorkspace } from "../with-workspace.ts";

type Kind = "events" | "subscriptions" | "aliases";

interface ImportFlags extends DataFlags {
  readonly map?: string;
  readonly mapping?: string;
  readonly preset?: string;
  readonly through?: string;
  readonly maxRejected?: number;
  readonly pseudonymise?: boolean;
  readonly raw: boolean;
  readonly dryRun?: boolean;
  readonly preview?: boolean;
  readonly saveMapping?: string;
  readonly retryQuarantine?: string;
}

const examplesOf: Readonly<Record<Kind, readonly string[]>> = {
  events: [
    "tidemark import events log.csv.gz --map user_id=user,event_name=event,occurred_at=timestamp",
    "tidemark import events exports/ --preset segment",
    "tidemark import events log.ndjson --preview --save-mapping maps/log.yaml",
  ],
  subscriptions: [
    "tidemark import subscriptions plans.csv --map subscription_id=id,user_id=user,valid_from=start,valid_to=end,unit_price=price,billing_interval==month",
  ],
  aliases: ["tidemark import aliases people.csv --map alias_id=anonymous_id,user_id=user"],
};

/** `tidemark import events`, `… subscriptions` and `… aliases`: bring files into the lake. */
export function importFiles(group: Command, terminal: Terminal): void {
  examples(group, Object.values(examplesOf).flat());
  for (const kind of ["events", "subscriptions", "aliases"] as const) {
    const command = group
      .command(`${kind} [file...]`)
      .description(`bring ${kind} into the lake: CSV, JSON, Parquet; files, folders, patterns, s3://…, - for stdin`);
    examples(command, examplesOf[kind]);
    command
      .option("--map <pairs>", "target=column or target==constant, separated by commas")
      .option("--mapping <file>", "a mapping file: maps/*.yaml");
    if (kind !== "aliases") command.option("--preset <name>", "the mapping of a known export, e.g. segment");
    // Aliases hold at any time: there is nothing to be complete until.
    if (kind !== "aliases") {
      command.option("--through <instant>", "until when the files are complete (default: their latest instant)");
    }
    command
      .option("--max-rejected <rate>", "greatest share of rows that may be rejected (default: 0.01)", rate)
      .option("--pseudonymise", "keep no user's id, only what this workspace's key makes of it")
      .option("--no-raw", "keep no raw text of rejected rows")
      .option("--preview", "guess or take a mapping, show ten rows and what would be rejected, write nothing")
      .option("--save-mapping <file>", "with --preview: write the mapping there")
      .option("--retry-quarantine <batch>", "instead of files: rows that an import rejected, under a mended mapping")
      .option("--dry-run", "read and check everything, write nothing");
    withDataFlags(command).action((files: readonly string[], flags: ImportFlags) =>
      flags.preview === true
        ? previewKind(kind, files, { flags, terminal })
        : importKind(kind, files, { flags, terminal }),
    );
  }
  importFx(group, terminal);
}

interface Asked {
  readonly flags: ImportFlags;
  readonly terminal: Terminal;
}

async function importKind(kind: Kind, files: readonly string[], { flags, terminal }: Asked): Promise<void> {
  if (flags.saveMapping !== undefined) {
    throw new UserError("usage", "--save-mapping goes with --preview.", "Add --preview, or leave it out.");
  }
  if ((files.length === 0) !== (flags.retryQuarantine !== undefined)) {
    throw new UserError("usage", "Name either files or --retry-quarantine.", `See "tidemark import ${kind} --help".`);
  }
  const { map, mapping, preset, through, maxRejected, pseudonymise, raw: keepRaw, dryRun } = flags;
  const options: ImportOptions = { files, map, mapping, preset, through, maxRejected, pseudonymise, keepRaw, dryRun };
  const report = await withNewWorkspace(flags, async (ws) => {
    if (flags.retryQuarantine !== undefined) {
      const { retryQuarantine } = await import("../../workspace/retry-quarantine.ts");
      const retried = { quarantine: flags.retryQuarantine, map, mapping, preset, pseudonymise, dryRun };
      return watched({ terminal, flags, writesFiles: true }, (onProgress) =>
        retryQuarantine(ws, kind, { options: retried, onProgress }),
      );
    }
    const { importAliases, importEvents, importSubscriptions } = await import("../../workspace/jobs.ts");
    const job = { events: importEvents, subscriptions: importSubscriptions, aliases: importAliases }[kind];
    return watched({ terminal, flags, writesFiles: true }, (onProgress) => job(ws, options, onProgress));
  });
  print(terminal, flags.format, { json: report, sheet: reportSheet(report) });
  if (dryRun !== true) suggest(terminal, flags, ["load"]);
}

async function previewKind(kind: Kind, files: readonly string[], { flags, terminal }: Asked): Promise<void> {
  const { map, mapping, preset, saveMapping } = flags;
  const preview = await withNewWorkspace(flags, async (ws) => {
    const { previewImport } = await import("../../workspace/preview-import.ts");
    return previewImport(ws, { files, kind, map, mapping, preset });
  });
  print(terminal, flags.format, { json: preview, sheet: previewSheet(preview) });
  if (flags.quiet !== true && flags.format === "table") terminal.say(await notesOf(preview));
  if (saveMapping !== undefined) {
    const { saveMappingFile } = await import("../../workspace/save-mapping.ts");
    await saveMappingFile(saveMapping, preview);
    if (flags.quiet !== true) terminal.say(`The mapping stands in ${saveMapping}.\n`);
  }
}

async function notesOf(preview: Parameters<typeof previewSheet>[0]): Promise<string> {
  const { previewNotes } = await import("../print/preview-sheet.ts");
  return previewNotes(preview);
}
