import type { Command } from "commander";
import { examples } from "../examples.ts";
import { type DataFlags, withDataFlags } from "../flags.ts";
import { print } from "../print/print.ts";
import { reportSheet } from "../print/report-sheet.ts";
import { suggest } from "../suggest.ts";
import type { Terminal } from "../terminal.ts";
import { withNewWorkspace } from "../with-workspace.ts";

interface ImportFxFlags extends DataFlags {
  readonly map?: string;
  readonly dryRun?: boolean;
}

/** `tidemark import fx`: declare what one currency is worth in another, from which day on. */
export function importFx(group: Command, terminal: Terminal): void {
  const command = group.command("fx <file>").description("declare exchange rates, for totals over several currencies");
  examples(command, [
    "tidemark import fx rates.csv --map from_currency=from,to_currency==EUR,valid_from=date,rate=rate",
  ]);
  command
    .option(
      "--map <pairs>",
      "target=column or target==constant: from_currency, to_currency, valid_from, rate (default: columns so named)",
    )
    .option("--dry-run", "read and check everything, write nothing");
  withDataFlags(command).action((file: string, flags: ImportFxFlags) => run(file, flags, terminal));
}

async function run(file: string, flags: ImportFxFlags, terminal: Terminal): Promise<void> {
  const { map, dryRun } = flags;
  const report = await withNewWorkspace(flags, async (ws) => {
    const workspace = await import("../../workspace/import-fx.ts");
    return workspace.importFx(ws, { file, map, dryRun });
  });
  print(terminal, flags.format, { json: report, sheet: reportSheet(report) });
  if (dryRun !== true) suggest(terminal, flags, ["load"]);
}
