import type { Command } from "commander";
import { type Day, formatDay } from "../../schema/date.ts";
import { monthsBefore } from "../demo-range.ts";
import { examples } from "../examples.ts";
import { type DataFlags, day, rate, wholeNumber, withDataFlags } from "../flags.ts";
import { print } from "../print/print.ts";
import { reportSheet } from "../print/report-sheet.ts";
import { suggest } from "../suggest.ts";
import type { Terminal } from "../terminal.ts";
import { watched, withWorkspace } from "../with-workspace.ts";

interface SimulateFlags extends DataFlags {
  readonly users?: number;
  readonly from?: number;
  readonly to?: number;
  readonly seed: number;
  readonly scenario?: string;
  readonly workers?: number;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly dirty?: number;
}

/** `tidemark simulate`: write a simulated company into the lake. */
export function simulate(command: Command, terminal: Terminal): void {
  examples(command, [
    "tidemark simulate --users 50000 --from 2025-01-01 --to 2026-02-01 --seed 1",
    "tidemark simulate --scenario churn-crisis",
  ]);
  command
    .option("--users <n>", "how many users sign up (default: the scenario's, else 50000)", wholeNumber(1))
    .option("--from <day>", "first day (default: the scenario's, else 13 months before --to)", day)
    .option("--to <day>", "first day that is no longer simulated (default: the scenario's, else today in UTC)", day)
    .option("--seed <n>", "the same seed gives the same bytes", wholeNumber(0, 4_294_967_295), 1)
    .option(
      "--scenario <name|file>",
      "what kind of company: canva-like, churn-crisis, global, tiny, bg-nbd or a YAML file",
    )
    .option("--dirty <dial>", "spoil rows: 0 (clean) to 1 (default: as the scenario says)", rate)
    .option("--yes", "simulate even if that is more than a billion events")
    .option("--workers <n>", "processes that work at once; the bytes are the same for any number", wholeNumber(1, 256))
    .option("--dry-run", "say what would be done and do nothing");
  withDataFlags(command).action(async (flags: SimulateFlags) => {
    const { users, from, to, seed, scenario, workers, dryRun, yes, dirty } = flags;
    const otherwise = { to: terminal.today(), fromBefore: (end: Day) => monthsBefore(end, 13) };
    const options = { users, from, to, otherwise, seed, scenario, workers, dryRun, confirmed: yes, dirty };
    const report = await withWorkspace(flags, async (ws) => {
      const [jobs, { planCompany }] = await Promise.all([
        import("../../workspace/jobs.ts"),
        import("../../workspace/company-plan.ts"),
      ]);
      if (flags.quiet !== true) terminal.say(`Simulating ${titleOf(planCompany(options, ws.config))}.\n`);
      return watched({ terminal, flags, writesFiles: true }, (onProgress) => jobs.simulate(ws, options, onProgress));
    });
    print(terminal, flags.format, { json: report, sheet: reportSheet(report) });
    if (dryRun !== true) suggest(terminal, flags, ["load"]);
  });
}

function titleOf({ users, from, to, seed }: { users: number; from: Day; to: Day; seed: number }): string {
  return `${users} users from ${formatDay(from)} to ${formatDay(to)} (exclusive), seed ${seed}`;
}
