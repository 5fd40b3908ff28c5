import type { Command } from "commander";
import { formatDay } from "../../schema/date.ts";
import { monthsBefore } from "../demo-range.ts";
import { examples } from "../examples.ts";
import { type DataFlags, day, wholeNumber, withDataFlags } from "../flags.ts";
import { print } from "../print/print.ts";
import { reportSheet } from "../print/report-sheet.ts";
import { suggest } from "../suggest.ts";
import type { Terminal } from "../terminal.ts";
import { watched, withWorkspace } from "../with-workspace.ts";

interface SimulateFlags extends DataFlags {
  readonly users: number;
  readonly from?: number;
  readonly to?: number;
  readonly seed: number;
  readonly scenario?: string;
  readonly workers?: number;
  readonly dryRun?: boolean;
}

/** `tidemark simulate`: write a simulated company into the lake. */
export function simulate(command: Command, terminal: Terminal): void {
  examples(command, ["tidemark simulate --users 50000 --from 2025-01-01 --to 2026-02-01 --seed 1"]);
  command
    .option("--users <n>", "how many users sign up", wholeNumber(1), 50_000)
    .option("--from <day>", "first day (default: 13 months before --to)", day)
    .option("--to <day>", "first day that is no longer simulated (default: today in UTC)", day)
    .option("--seed <n>", "the same seed gives the same bytes", wholeNumber(0, 4_294_967_295), 1)
    .option("--scenario <name>", "what kind of company")
    .option("--workers <n>", "processes that work at once; the bytes are the same for any number", wholeNumber(1, 256))
    .option("--dry-run", "say what would be done and do nothing");
  withDataFlags(command).action(async (flags: SimulateFlags) => {
    const to = flags.to ?? terminal.today();
    const from = flags.from ?? monthsBefore(to, 13);
    const { users, seed, scenario, workers, dryRun } = flags;
    if (flags.quiet !== true) {
      terminal.say(
        `Simulating ${users} users from ${formatDay(from)} to ${formatDay(to)} (exclusive), seed ${seed}.\n`,
      );
    }
    const report = await withWorkspace(flags, async (ws) => {
      const jobs = await import("../../workspace/jobs.ts");
      const options = { users, from, to, seed, scenario, workers, dryRun };
      return watched({ terminal, flags, writesFiles: true }, (onProgress) => jobs.simulate(ws, options, onProgress));
    });
    print(terminal, flags.format, { json: report, sheet: reportSheet(report) });
    if (dryRun !== true) suggest(terminal, flags, ["load"]);
  });
}
