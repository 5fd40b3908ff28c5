import type { Command } from "commander";
import { UserError } from "../../schema/user-error.ts";
import { examples } from "../examples.ts";
import { type DataFlags, rate, withDataFlags } from "../flags.ts";
import { print } from "../print/print.ts";
import { reportSheet } from "../print/report-sheet.ts";
import type { Terminal } from "../terminal.ts";
import { watched, withWorkspace } from "../with-workspace.ts";

interface ImportFlags extends DataFlags {
  readonly map?: string;
  readonly through?: string;
  readonly maxRejected?: number;
  readonly raw: boolean;
  readonly dryRun?: boolean;
}

/** `tidemark import events` and `tidemark import subscriptions`: bring files into the lake. */
export function importFiles(group: Command, terminal: Terminal): void {
  const examplesOf = {
    events: "tidemark import events log.csv.gz --map user_id=user,event_name=event,occurred_at=timestamp",
    subscriptions:
      "tidemark import subscriptions plans.csv --map subscription_id=id,user_id=user,valid_from=start,valid_to=end,unit_price=price,billing_interval==month",
  };
  examples(group, Object.values(examplesOf));
  for (const kind of ["events", "subscriptions"] as const) {
    const command = group.command(`${kind} <file...>`).description(`bring ${kind} into the lake`);
    examples(command, [examplesOf[kind]]);
    command
      .option("--map <pairs>", "target=column or target==constant, separated by commas")
      .option("--through <instant>", "until when the files are complete (default: their latest instant)")
      .option("--max-rejected <rate>", "greatest share of rows that may be rejected (default: 0.01)", rate)
      .option("--no-raw", "keep no raw text of rejected rows")
      .option("--dry-run", "read and check everything, write nothing");
    withDataFlags(command).action((files: readonly string[], flags: ImportFlags) =>
      importKind(kind, files, { flags, terminal }),
    );
  }
}

async function importKind(
  kind: "events" | "subscriptions",
  files: readonly string[],
  { flags, terminal }: { readonly flags: ImportFlags; readonly terminal: Terminal },
): Promise<void> {
  const { map, through, maxRejected, raw: keepRaw, dryRun } = flags;
  if (map === undefined) {
    throw new UserError("usage", "--map is missing: which column is what?", `See "tidemark import ${kind} --help".`);
  }
  const report = await withWorkspace(flags, async (ws) => {
    const { importEvents, importSubscriptions } = await import("../../workspace/jobs.ts");
    const job = kind === "events" ? importEvents : importSubscriptions;
    const options = { files, map, through, maxRejected, keepRaw, dryRun };
    return watched({ terminal, flags }, (onProgress) => job(ws, options, onProgress));
  });
  print(terminal, flags.format, { json: report, sheet: reportSheet(report) });
}
