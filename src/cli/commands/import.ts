import type { Command } from "commander";
import { UserError } from "../../schema/user-error.ts";
import { examples } from "../examples.ts";
import { type DataFlags, rate, withDataFlags } from "../flags.ts";
import { print } from "../print/print.ts";
import { reportSheet } from "../print/report-sheet.ts";
import { suggest } from "../suggest.ts";
import type { Terminal } from "../terminal.ts";
import { watched, withWorkspace } from "../with-workspace.ts";

interface ImportFlags extends DataFlags {
  readonly map?: string;
  readonly through?: string;
  readonly maxRejected?: number;
  readonly raw: boolean;
  readonly dryRun?: boolean;
}

/** `tidemark import events`, `… subscriptions` and `… aliases`: bring files into the lake. */
export function importFiles(group: Command, terminal: Terminal): void {
  const examplesOf = {
    events: "tidemark import events log.csv.gz --map user_id=user,event_name=event,occurred_at=timestamp",
    subscriptions:
      "tidemark import subscriptions plans.csv --map subscription_id=id,user_id=user,valid_from=start,valid_to=end,unit_price=price,billing_interval==month",
    aliases: "tidemark import aliases people.csv --map alias_id=anonymous_id,user_id=user",
  };
  examples(group, Object.values(examplesOf));
  for (const kind of ["events", "subscriptions", "aliases"] as const) {
    const command = group.command(`${kind} <file...>`).description(`bring ${kind} into the lake`);
    examples(command, [examplesOf[kind]]);
    command.option("--map <pairs>", "target=column or target==constant, separated by commas");
    // Aliases hold at any time: there is nothing to be complete until.
    if (kind !== "aliases") {
      command.option("--through <instant>", "until when the files are complete (default: their latest instant)");
    }
    command
      .option("--max-rejected <rate>", "greatest share of rows that may be rejected (default: 0.01)", rate)
      .option("--no-raw", "keep no raw text of rejected rows")
      .option("--dry-run", "read and check everything, write nothing");
    withDataFlags(command).action((files: readonly string[], flags: ImportFlags) =>
      importKind(kind, files, { flags, terminal }),
    );
  }
}

async function importKind(
  kind: "events" | "subscriptions" | "aliases",
  files: readonly string[],
  { flags, terminal }: { readonly flags: ImportFlags; readonly terminal: Terminal },
): Promise<void> {
  const { through, maxRejected, raw: keepRaw, dryRun } = flags;
  const map = flags.map ?? (kind === "aliases" ? "alias_id=alias_id,user_id=user_id" : undefined);
  if (map === undefined) {
    throw new UserError("usage", "--map is missing: which column is what?", `See "tidemark import ${kind} --help".`);
  }
  const report = await withWorkspace(flags, async (ws) => {
    const { importAliases, importEvents, importSubscriptions } = await import("../../workspace/jobs.ts");
    const job = { events: importEvents, subscriptions: importSubscriptions, aliases: importAliases }[kind];
    const options = { files, map, through, maxRejected, keepRaw, dryRun };
    return watched({ terminal, flags, writesFiles: true }, (onProgress) => job(ws, options, onProgress));
  });
  print(terminal, flags.format, { json: report, sheet: reportSheet(report) });
  if (dryRun !== true) suggest(terminal, flags, ["load"]);
}
