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
  withDataFlags(command).action(async (flags: DataFlags & { readonly dryRun?: boolean }) => {
    const report = await withWorkspace(flags, async (ws) => {
      const jobs = await import("../../workspace/jobs.ts");
      const options = { dryRun: flags.dryRun === true };
      return watched({ terminal, flags }, (onProgress) => jobs.load(ws, options, onProgress));
    });
    print(terminal, flags.format, { json: report, sheet: reportSheet(report) });
    if (flags.dryRun !== true) suggest(terminal, flags, ["query mau", "serve"]);
  });
}
