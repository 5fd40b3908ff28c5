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

interface StickinessFlags extends ActivityFlags, CellFlags {
  readonly receipt?: boolean;
}

/** `tidemark stickiness`: how many users were active in exactly so many of the range's periods. */
export function stickiness(command: Command, terminal: Terminal): void {
  examples(command, [
    "tidemark stickiness --from 2026-01-05 --to 2026-01-12",
    "tidemark stickiness --grain week --from 2026-01 --to 2026-04 --by platform --format json",
    "tidemark stickiness --from 2026-01-05 --to 2026-01-12 --receipt --cell 3",
  ]);
  withActivityFlags(command).option("--receipt", "prove the users of one row");
  withCellFlags(command, { ...activityCells, cell: "the row's number of periods" });
  withDataFlags(command).action((flags: StickinessFlags) => ask(flags, terminal));
}

async function ask(flags: StickinessFlags, terminal: Terminal): Promise<void> {
  const text = activityTextOf(flags);
  if (flags.receipt === true) return prove({ metrics: ["stickiness.users"], ...text }, flags, terminal);
  refuseCellFlags(flags);
  await withWorkspace(flags, async (ws) => {
    const workspace = await import("../../workspace/stickiness.ts");
    if (flags.dryRun === true) {
      return printStatements(terminal, flags.format, await workspace.explainStickinessSql(ws, text));
    }
    const answer = await workspace.stickiness(ws, text);
    printAnswer(terminal, answer, { flags, sheet: answerSheet(answer) });
  });
}
