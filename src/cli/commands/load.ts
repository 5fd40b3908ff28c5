import type { Command } from "commander";
import { examples } from "../examples.ts";
import { type DataFlags, withDataFlags } from "../flags.ts";
import { print } from "../print/print.ts";
import { reportSheet } from "../print/report-sheet.ts";
import { suggest } from "../suggest.ts";
import type { Terminal } from "../terminal.ts";
import { watched, withWorkspace } from "../with-workspace.ts";

/** `tidemark load`: bring what is new in the lake into the warehouse. */
export function load(command: Command, terminal: Terminal): void {
  examples(command, ["tidemark load"]);
  command.option("--dry-run", "say what would be loaded and load nothing");
  withDataFlags(command).action((flags: LoadFlags) => runLoad(terminal, flags, false));
}

/** `tidemark rebuild`: build the warehouse anew from the lake. Readers keep the old generation until the new one is whole. */
export function rebuild(command: Command, terminal: Terminal): void {
  examples(command, ["tidemark rebuild"]);
  command.option("--dry-run", "say what would be built and build nothing");
  withDataFlags(command).action((flags: LoadFlags) => runLoad(terminal, flags, true));
}

interface LoadFlags extends DataFlags {
  readonly dryRun?: boolean;
}

async function runLoad(terminal: Terminal, flags: LoadFlags, anew: boolean): Promise<void> {
  const report = await withWorkspace(flags, async (ws) => {
    const jobs = await import("../../workspace/jobs.ts");
    const options = { dryRun: flags.dryRun === true, anew };
    return watched({ terminal, flags }, (onProgress) => jobs.load(ws, options, onProgress));
  });
  print(terminal, flags.format, { json: report, sheet: reportSheet(report) });
  if (flags.dryRun !== true) suggest(terminal, flags, ["query mau", "serve"]);
}
