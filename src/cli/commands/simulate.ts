import { type Command, InvalidArgumentError, Option } from "commander";
import { type Day, formatDay } from "../../schema/date.ts";
import { monthsBefore } from "../demo-range.ts";
import { examples } from "../examples.ts";
import { type DataFlags, day, rate, wholeNumber, withDataFlags } from "../flags.ts";
import { print } from "../print/print.ts";
import { reportSheet } from "../print/report-sheet.ts";
import { twinSheet, twinTotals } from "../print/twin-sheet.ts";
import type { SimulateOptions } from "../../workspace/types.ts";
import { suggest } from "../suggest.ts";
import type { Terminal } from "../terminal.ts";
import { watched, withNewWorkspace } from "../with-workspace.ts";

interface Part {
  readonly index: number;
  readonly of: number;
}

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
  readonly shard?: Part;
  readonly csv?: boolean;
  readonly truth?: "full";
  readonly twin?: string;
}

/** `tidemark simulate`: write a simulated company into the lake. */
export function simulate(command: Command, terminal: Terminal): void {
  examples(command, [
    "tidemark simulate --users 50000 --from 2025-01-01 --to 2026-02-01 --seed 1",
    "tidemark simulate --scenario churn-crisis",
    'tidemark simulate --users 5000 --twin "price +10%"',
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
    .option("--twin <policy>", 'write nothing, say what a policy would have done: "price +10%", "without NAME"')
    .addOption(
      new Option(
        "--truth <extent>",
        "also write who the people are, what was planted, and what lifecycle, retention, funnel and arr must answer",
      ).choices(["full"]),
    )
    .option("--shard <i/n>", "only part i of n, for several machines that share a lake", partOf)
    .option("--csv", "write user interactions, date mapping and subscriptions as CSV too, into the workspace's csv/")
    .option("--yes", "simulate even if that is more than a billion events")
    .option("--workers <n>", "processes that work at once; the bytes are the same for any number", wholeNumber(1, 256))
    .option("--dry-run", "say what would be done and do nothing");
  withDataFlags(command).action(async (flags: SimulateFlags) => {
    const { users, from, to, seed, scenario, workers, dryRun, yes, dirty, shard, csv, twin, truth } = flags;
    const otherwise = { to: terminal.today(), fromBefore: (end: Day) => monthsBefore(end, 13) };
    const options = {
      users,
      from,
      to,
      otherwise,
      seed,
      scenario,
      workers,
      dryRun,
      confirmed: yes,
      dirty,
      part: shard,
      csv,
      truth,
    };
    if (twin !== undefined) return showTwin({ ...options, policy: twin }, flags, terminal);
    const report = await withNewWorkspace(flags, async (ws) => {
      const [jobs, { planCompany }] = await Promise.all([
        import("../../workspace/jobs.ts"),
        import("../../workspace/company-plan.ts"),
      ]);
      if (flags.quiet !== true) terminal.say(`Simulating ${titleOf(planCompany(options, ws.config))}.\n`);
      return watched({ terminal, flags, writesFiles: true }, (onProgress) => jobs.simulate(ws, options, onProgress));
    });
    print(terminal, flags.format, { json: report, sheet: reportSheet(report) });
    if (dryRun !== true) suggest(terminal, flags, ["load"]);
    return undefined;
  });
}

function titleOf({ users, from, to, seed }: { users: number; from: Day; to: Day; seed: number }): string {
  return `${users} users from ${formatDay(from)} to ${formatDay(to)} (exclusive), seed ${seed}`;
}

async function showTwin(
  options: SimulateOptions & { readonly policy: string },
  flags: SimulateFlags,
  terminal: Terminal,
): Promise<void> {
  const report = await withNewWorkspace(flags, async (ws) => {
    const { simulateTwin } = await import("../../workspace/twin.ts");
    return watched({ terminal, flags }, (onProgress) => simulateTwin(ws, options, onProgress));
  });
  print(terminal, flags.format, { json: report, sheet: twinSheet(report) });
  if (flags.quiet !== true) terminal.say(twinTotals(report));
}

/** Read `2/3`. */
function partOf(text: string): Part {
  const match = /^([1-9]\d{0,4})\/([1-9]\d{0,4})$/.exec(text);
  const part = { index: Number(match?.[1]), of: Number(match?.[2]) };
  if (match !== null && part.index <= part.of) return part;
  throw new InvalidArgumentError("It must be a part such as 1/4.");
}
