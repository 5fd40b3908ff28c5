import { type Command, Option } from "commander";
import type { RetentionText } from "../../workspace/retention.ts";
import { activityCells, type ActivityFlags, activityTextOf, withActivityFlags } from "../activity-flags.ts";
import { examples } from "../examples.ts";
import { collect, withDataFlags } from "../flags.ts";
import { printAnswer } from "../print/print-answer.ts";
import { retentionSheet } from "../print/retention-sheet.ts";
import { printStatements } from "../print/statements.ts";
import { type CellFlags, prove, refuseCellFlags, withCellFlags } from "../receipt-flags.ts";
import type { Terminal } from "../terminal.ts";
import { withWorkspace } from "../with-workspace.ts";

interface RetentionFlags extends ActivityFlags, CellFlags, Omit<RetentionText, keyof ActivityFlags> {
  readonly receipt?: string;
}

/** `tidemark retention`: how many of each cohort come back, period by period. */
export function retention(command: Command, terminal: Terminal): void {
  examples(command, [
    "tidemark retention --grain week --periods 8 --from 2025-10 --to 2026-01",
    "tidemark retention --start-event project_created --return-event project_exported --mode on_or_after --format json",
    "tidemark retention --grain week --receipt values.3 --cell 2025-11-03",
  ]);
  command
    .option("--start-event <name>", "what puts a user into a cohort, * any; repeatable (default: activity)", collect)
    .option("--return-event <name>", "what counts as a return, * any; repeatable (default: activity)", collect)
    .addOption(
      new Option(
        "--cohort <kind>",
        "by the first start event, or by every period with one (default: first_time)",
      ).choices(["first_time", "every_active"]),
    )
    .addOption(
      new Option("--mode <mode>", "returned in that period, or in it or a later one (default: on)").choices([
        "on",
        "on_or_after",
      ]),
    )
    .option("--periods <n>", "values of a cohort, its own period included (default: 12)")
    .option("--min-occurrences <m>", "return events within one period that make a return (default: 1)");
  withActivityFlags(command).option(
    "--receipt <figure>",
    "prove one figure: size, values.3, rates.3 …, of all cohorts exposed.3",
  );
  withCellFlags(command, { ...activityCells, cell: "the row's cohort (default: total)" });
  withDataFlags(command).action((flags: RetentionFlags) => ask(flags, terminal));
}

async function ask(flags: RetentionFlags, terminal: Terminal): Promise<void> {
  const { startEvent, returnEvent, cohort, mode, periods, minOccurrences } = flags;
  const text = { ...activityTextOf(flags), startEvent, returnEvent, cohort, mode, periods, minOccurrences };
  if (flags.receipt !== undefined) return prove({ metrics: [`retention.${flags.receipt}`], ...text }, flags, terminal);
  refuseCellFlags(flags);
  await withWorkspace(flags, async (ws) => {
    const workspace = await import("../../workspace/retention.ts");
    if (flags.dryRun === true) {
      return printStatements(terminal, flags.format, await workspace.explainRetentionSql(ws, text));
    }
    const answer = await workspace.retention(ws, text);
    printAnswer(terminal, answer, { flags, sheet: retentionSheet(answer) });
  });
}
