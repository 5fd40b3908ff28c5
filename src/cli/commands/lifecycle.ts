import type { Command } from "commander";
import { activityCells, type ActivityFlags, activityTextOf, withActivityFlags } from "../activity-flags.ts";
import { examples } from "../examples.ts";
import { withDataFlags } from "../flags.ts";
import { answerSheet } from "../print/answer-sheet.ts";
import { printAnswer } from "../print/print-answer.ts";
import { printStatements } from "../print/statements.ts";
import { type CellFlags, prove, refuseCellFlags, withCellFlags } from "../receipt-flags.ts";
import type { Terminal } from "../terminal.ts";
import { withWorkspace } from "../with-workspace.ts";

interface LifecycleFlags extends ActivityFlags, CellFlags {
  readonly receipt?: string;
}

/** `tidemark lifecycle`: active users as new, returning, resurrected and dormant. */
export function lifecycle(command: Command, terminal: Terminal): void {
  examples(command, [
    "tidemark lifecycle --grain week --from 2025-10 --to 2026-01",
    "tidemark lifecycle --grain month --by platform --format json",
    "tidemark lifecycle --grain month --receipt dormant --cell 2025-12-01",
  ]);
  withActivityFlags(command).option(
    "--receipt <stage>",
    "prove one figure of a row: new, returning, resurrected, dormant",
  );
  withCellFlags(command, activityCells);
  withDataFlags(command).action((flags: LifecycleFlags) => ask(flags, terminal));
}

async function ask(flags: LifecycleFlags, terminal: Terminal): Promise<void> {
  const text = activityTextOf(flags);
  if (flags.receipt !== undefined) return prove({ metrics: [`lifecycle.${flags.receipt}`], ...text }, flags, terminal);
  refuseCellFlags(flags);
  await withWorkspace(flags, async (ws) => {
    const workspace = await import("../../workspace/lifecycle.ts");
    if (flags.dryRun === true) {
      return printStatements(terminal, flags.format, await workspace.explainLifecycleSql(ws, text));
    }
    const answer = await workspace.lifecycle(ws, text);
    printAnswer(terminal, answer, { flags, sheet: answerSheet(answer) });
  });
}
