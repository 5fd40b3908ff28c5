import { type Command, Option } from "commander";
import type { ArrText } from "../../workspace/arr.ts";
import { examples } from "../examples.ts";
import { collect, type DataFlags, withDataFlags } from "../flags.ts";
import { answerNotes, answerSheet } from "../print/answer-sheet.ts";
import { print } from "../print/print.ts";
import { printStatements } from "../print/statements.ts";
import type { Terminal } from "../terminal.ts";
import { withWorkspace } from "../with-workspace.ts";

interface ArrFlags extends DataFlags, ArrText {
  readonly dryRun?: boolean;
}

/** `tidemark arr`: how annual recurring revenue went from each period's opening to its closing. */
export function arr(command: Command, terminal: Terminal): void {
  examples(command, [
    "tidemark arr --from 2025-10 --to 2026-01",
    "tidemark arr --by plan --basis net --grain quarter --format json",
  ]);
  command
    .addOption(new Option("--basis <basis>", "price basis (default: list)").choices(["list", "net"]))
    .option("--from <date>", "first day 2026-01-31, month 2026-01 or instant (default: where the data begin)")
    .option("--to <date>", "exclusive end, written like --from (default: where the data end)")
    .option("--grain <grain>", "day, week, month, quarter, year or total (default: month)")
    .option("--by <dimension>", "plan, billing_interval, country, platform or currency; repeatable", collect)
    .option(
      "--where <condition>",
      "DIM=VALUE or DIM!=VALUE; repeatable: values of one dimension are alternatives",
      collect,
    )
    .option("--timezone <zone>", "IANA timezone of the days (default: the workspace's)")
    .option("--week-start <day>", "first day of a week (default: the workspace's)")
    .option("--dry-run", "print the SQL of each engine and ask nothing");
  withDataFlags(command).action((flags: ArrFlags) => ask(flags, terminal));
}

async function ask(flags: ArrFlags, terminal: Terminal): Promise<void> {
  const { from, to, grain, by, where, basis, timezone, weekStart } = flags;
  const text = { from, to, grain, by, where, basis, timezone, weekStart };
  await withWorkspace(flags, async (ws) => {
    const workspace = await import("../../workspace/arr.ts");
    if (flags.dryRun === true) return printStatements(terminal, flags.format, await workspace.explainArrSql(ws, text));
    const answer = await workspace.arr(ws, text);
    print(terminal, flags.format, { json: answer, sheet: answerSheet(answer) });
    if (flags.quiet !== true) {
      terminal.say(
        answerNotes(answer)
          .map((note) => `${note}\n`)
          .join(""),
      );
    }
  });
}
