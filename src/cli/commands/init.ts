import type { Command } from "commander";
import type { InitOptions } from "../../workspace/types.ts";
import { examples } from "../examples.ts";
import { type DataFlags, openOptionsOf, withDataFlags } from "../flags.ts";
import { print } from "../print/print.ts";
import { reportSheet } from "../print/report-sheet.ts";
import { suggest } from "../suggest.ts";
import type { Terminal } from "../terminal.ts";

/** `tidemark init`: make a workspace. */
export function init(command: Command, terminal: Terminal): void {
  examples(command, ["tidemark init --timezone Europe/Berlin --week-start monday --currency EUR"]);
  command
    .option("--timezone <zone>", "IANA timezone of the days (default: UTC)")
    .option("--week-start <day>", "first day of a week (default: monday)")
    .option("--currency <code>", "ISO 4217 code of prices without one (default: USD)");
  withDataFlags(command).action(async (flags: DataFlags & InitOptions) => {
    const { initWorkspace } = await import("../../workspace/init.ts");
    const { timezone, weekStart, currency } = flags;
    const report = await initWorkspace({ ...openOptionsOf(flags), timezone, weekStart, currency });
    print(terminal, flags.format, { json: report, sheet: reportSheet(report) });
    suggest(terminal, { dir: flags.dir, quiet: flags.quiet }, ["import events --help", "simulate"]);
  });
}
