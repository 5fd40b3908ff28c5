import type { Command } from "commander";
import { UserError } from "../../schema/user-error.ts";
import { examples } from "../examples.ts";
import { withDataFlags } from "../flags.ts";
import { answerNotes, answerSheet } from "../print/answer-sheet.ts";
import { print } from "../print/print.ts";
import { printStatements } from "../print/statements.ts";
import { type QuestionFlags, questionTextOf, withQuestionFlags } from "../question-flags.ts";
import { type CellFlags, prove, refuseCellFlags, withCellFlags } from "../receipt-flags.ts";
import type { Terminal } from "../terminal.ts";
import { withWorkspace } from "../with-workspace.ts";

interface QueryFlags extends CellFlags, QuestionFlags {
  readonly dryRun?: boolean;
  readonly receipt?: boolean;
}

/** `tidemark query METRIC…`: ask for metrics over time. */
export function query(command: Command, terminal: Terminal): void {
  command.argument("<metric...>");
  examples(command, [
    "tidemark query mau --by platform --from 2025-10 --to 2026-01",
    "tidemark query gross_arr cancel_arr --grain month --compare previous --format json",
    "tidemark query mau --by platform --cell 2025-12-01 --group web --receipt",
  ]);
  withQuestionFlags(command)
    .option("--dry-run", "print the SQL of each engine and ask nothing")
    .option("--receipt", "prove one figure: definition, what ran, a recount from the base rows, and those rows");
  withCellFlags(command, {
    cell: "the row's period (default: total)",
    group: "the row's value of each --by, in the same order",
  });
  withDataFlags(command).action((metrics: readonly string[], flags: QueryFlags) => ask(metrics, flags, terminal));
}

async function ask(metrics: readonly string[], flags: QueryFlags, terminal: Terminal): Promise<void> {
  const question = questionTextOf(metrics, flags);
  if (flags.receipt === true) {
    const { compare, ...asked } = question;
    if (compare === undefined) return prove(asked, flags, terminal);
    throw new UserError("usage", "A receipt compares nothing.", "Ask for the receipt of each range on its own.");
  }
  refuseCellFlags(flags);
  await withWorkspace(flags, async (ws) => {
    const workspace = await import("../../workspace/ask.ts");
    if (flags.dryRun === true) {
      return printStatements(terminal, flags.format, await workspace.explainSql(ws, question));
    }
    const answer = await workspace.ask(ws, question);
    print(terminal, flags.format, { json: answer, sheet: answerSheet(answer) });
    if (flags.quiet !== true)
      terminal.say(
        answerNotes(answer)
          .map((note) => `${note}\n`)
          .join(""),
      );
  });
}
