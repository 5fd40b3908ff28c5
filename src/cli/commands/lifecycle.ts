import type { Command } from "commander";
import { type ActivityFlags, activityTextOf, withActivityFlags } from "../activity-flags.ts";
import { examples } from "../examples.ts";
import { withDataFlags } from "../flags.ts";
import { answerSheet } from "../print/answer-sheet.ts";
import { printAnswer } from "../print/print-answer.ts";
import { printStatements } from "../print/statements.ts";
import type { Terminal } from "../terminal.ts";
import { withWorkspace } from "../with-workspace.ts";

/** `tidemark lifecycle`: active users as new, returning, resurrected and dormant. */
export function lifecycle(command: Command, terminal: Terminal): void {
  examples(command, [
    "tidemark lifecycle --grain week --from 2025-10 --to 2026-01",
    "tidemark lifecycle --grain month --by platform --format json",
  ]);
  withDataFlags(withActivityFlags(command)).action((flags: ActivityFlags) => ask(flags, terminal));
}

async function ask(flags: ActivityFlags, terminal: Terminal): Promise<void> {
  await withWorkspace(flags, async (ws) => {
    const workspace = await import("../../workspace/lifecycle.ts");
    const text = activityTextOf(flags);
    if (flags.dryRun === true) {
      return printStatements(terminal, flags.format, await workspace.explainLifecycleSql(ws, text));
    }
    const answer = await workspace.lifecycle(ws, text);
    printAnswer(terminal, answer, { flags, sheet: answerSheet(answer) });
  });
}
