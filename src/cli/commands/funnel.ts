import { type Command, Option } from "commander";
import type { FunnelText } from "../../workspace/funnel.ts";
import { examples } from "../examples.ts";
import { collect, withDataFlags } from "../flags.ts";
import { answerNotes } from "../print/answer-sheet.ts";
import { print } from "../print/print.ts";
import { printStatements } from "../print/statements.ts";
import { type CellFlags, prove, refuseCellFlags, withCellFlags } from "../receipt-flags.ts";
import type { Terminal } from "../terminal.ts";
import { withWorkspace } from "../with-workspace.ts";

interface FunnelFlags extends CellFlags, Omit<FunnelText, "steps"> {
  readonly receipt?: string;
  readonly step?: readonly string[];
  readonly dryRun?: boolean;
}

/** `tidemark funnel --step A --step B …`: how many users take the steps, and how long they need. */
export function funnel(command: Command, terminal: Terminal): void {
  examples(command, [
    "tidemark funnel --step editor_opened --step project_created --step project_exported --window 14d",
    "tidemark funnel --step trial --step purchase --window 300s --order strict --maturing include --format json",
    "tidemark funnel --step editor_opened --step project_exported --receipt conversion --cell 2",
  ]);
  command
    .option("--step <event>", "a kind of event; repeat it for each step, in order", collect)
    .option("--window <time>", "from the first step to the last, end included: 14d, 12h, 30m, 300s (default: 14d)")
    .addOption(
      new Option("--order <order>", "ordered: as named; strict: nothing else between; any: whichever comes").choices([
        "ordered",
        "strict",
        "any",
      ]),
    )
    .addOption(
      new Option("--ties <rule>", "equal instants stand in the source's order, never follow, or in either").choices([
        "order",
        "strict",
        "either",
      ]),
    )
    .addOption(
      new Option("--maturing <choice>", "attempts whose window reaches beyond the data (default: exclude)").choices([
        "include",
        "exclude",
      ]),
    )
    .option(
      "--from <date>",
      "first day of entries 2026-01-31, month 2026-01 or instant (default: where the data begin)",
    )
    .option("--to <date>", "exclusive end of entries, written like --from (default: where the data end)")
    .option(
      "--where <condition>",
      "DIM=VALUE or DIM!=VALUE; repeatable: values of one dimension are alternatives",
      collect,
    )
    .option("--timezone <zone>", "IANA timezone of the days (default: the workspace's)")
    .option("--receipt <figure>", "prove one figure of a step: users, conversion, medianSeconds, averageSeconds")
    .option("--dry-run", "print the SQL of each engine and ask nothing");
  withCellFlags(command, { cell: "the number of the step", group: null });
  withDataFlags(command).action((flags: FunnelFlags) => ask(flags, terminal));
}

async function ask(flags: FunnelFlags, terminal: Terminal): Promise<void> {
  const { step: steps = [], window, order, ties, maturing, from, to, where, timezone } = flags;
  const text = { steps, window, order, ties, maturing, from, to, where, timezone };
  if (flags.receipt !== undefined) return prove({ metrics: [`funnel.${flags.receipt}`], ...text }, flags, terminal);
  refuseCellFlags(flags);
  await withWorkspace(flags, async (ws) => {
    const workspace = await import("../../workspace/funnel.ts");
    if (flags.dryRun === true)
      return printStatements(terminal, flags.format, await workspace.explainFunnelSql(ws, text));
    const answer = await workspace.funnel(ws, text);
    print(terminal, flags.format, { json: answer, sheet: { columns: answer.columns, rows: answer.rows } });
    if (flags.quiet !== true) {
      terminal.say(
        answerNotes(answer)
          .map((note) => `${note}\n`)
          .join(""),
      );
    }
  });
}
