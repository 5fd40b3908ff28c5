import { type Command, Option } from "commander";
import type { ExplainText } from "../../workspace/explain.ts";
import { examples } from "../examples.ts";
import { collect, type DataFlags, withDataFlags } from "../flags.ts";
import { explainSheet } from "../print/explain-sheet.ts";
import { printAnswer } from "../print/print-answer.ts";
import type { Terminal } from "../terminal.ts";
import { withWorkspace } from "../with-workspace.ts";

interface ExplainFlags extends DataFlags, Omit<ExplainText, "metric"> {}

/** `tidemark explain METRIC`: why it moved, segment by segment. */
export function explain(command: Command, terminal: Terminal): void {
  command.argument("<metric>");
  examples(command, [
    "tidemark explain mau --from 2025-12 --to 2026-01",
    "tidemark explain gross_arr --from 2025-10 --to 2026-01 --compare previous_year --by plan --format json",
  ]);
  command
    .option("--from <date>", "first day 2026-01-31, month 2026-01 or instant (default: where the data begin)")
    .option("--to <date>", "exclusive end, written like --from (default: where the data end)")
    .option("--compare <range>", "previous (default), previous_year or FROM..TO")
    .option("--by <dimension>", "look along a dimension; repeatable (default: those people look along first)", collect)
    .option(
      "--where <condition>",
      "DIM=VALUE or DIM!=VALUE; repeatable: values of one dimension are alternatives",
      collect,
    )
    .option("--event <name>", "count this kind of event, * any; repeatable", collect)
    .addOption(new Option("--basis <basis>", "price basis of ARR").choices(["list", "net"]))
    .option("--timezone <zone>", "IANA timezone of the days (default: the workspace's)")
    .option("--week-start <day>", "first day of a week (default: the workspace's)");
  withDataFlags(command).action((metric: string, flags: ExplainFlags) => tellWhy(metric, flags, terminal));
}

async function tellWhy(metric: string, flags: ExplainFlags, terminal: Terminal): Promise<void> {
  const { from, to, compare, by, where, event, basis, timezone, weekStart } = flags;
  await withWorkspace(flags, async (ws) => {
    const workspace = await import("../../workspace/explain.ts");
    const text = { metric, from, to, compare, by, where, event, basis, timezone, weekStart };
    const answer = await workspace.explain(ws, text);
    printAnswer(terminal, answer, { flags, sheet: explainSheet(answer, flags.format === "table") });
  });
}
