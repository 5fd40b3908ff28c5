import { type Command, Option } from "commander";
import type { ExplainText } from "../../workspace/explain.ts";
import { examples } from "../examples.ts";
import { collect, withDataFlags } from "../flags.ts";
import { explainSheet } from "../print/explain-sheet.ts";
import { printAnswer } from "../print/print-answer.ts";
import { type CellFlags, prove, refuseCellFlags, withCellFlags } from "../receipt-flags.ts";
import type { Terminal } from "../terminal.ts";
import { withWorkspace } from "../with-workspace.ts";

interface ExplainFlags extends CellFlags, Omit<ExplainText, "metric"> {
  readonly receipt?: string;
}

/** `tidemark explain METRIC`: why it moved, segment by segment. */
export function explain(command: Command, terminal: Terminal): void {
  command.argument("<metric>");
  examples(command, [
    "tidemark explain mau --from 2025-12 --to 2026-01",
    "tidemark explain mau --from 2025-12 --to 2026-01 --receipt dormant --by country --group DE",
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
  command.option(
    "--receipt <figure>",
    "prove who came and went, or what a movement added: new, resurrected, dormant, churn, expansion …",
  );
  withCellFlags(command, { cell: null, group: "the segment of the one --by; without both the whole" });
  withDataFlags(command).action((metric: string, flags: ExplainFlags) => tellWhy(metric, flags, terminal));
}

async function tellWhy(metric: string, flags: ExplainFlags, terminal: Terminal): Promise<void> {
  const { from, to, compare, by, where, event, basis, timezone, weekStart } = flags;
  const text = { from, to, compare, by, where, event, basis, timezone, weekStart };
  if (flags.receipt !== undefined) {
    return prove({ metrics: [`explain.${metric}.${flags.receipt}`], ...text }, flags, terminal);
  }
  refuseCellFlags(flags);
  await withWorkspace(flags, async (ws) => {
    const workspace = await import("../../workspace/explain.ts");
    const answer = await workspace.explain(ws, { metric, ...text });
    printAnswer(terminal, answer, { flags, sheet: explainSheet(answer, flags.format === "table") });
  });
}
