import type { Command } from "commander";
import { UserError } from "../../schema/user-error.ts";
import { examples } from "../examples.ts";
import { collect, type DataFlags, withDataFlags } from "../flags.ts";
import { answerNotes, answerSheet } from "../print/answer-sheet.ts";
import { print } from "../print/print.ts";
import { printReceipt } from "../print/print-receipt.ts";
import { printStatements } from "../print/statements.ts";
import { type QuestionFlags, questionTextOf, withQuestionFlags } from "../question-flags.ts";
import type { Terminal } from "../terminal.ts";
import type { ReceiptText } from "../../workspace/receipt.ts";
import { withWorkspace } from "../with-workspace.ts";

interface QueryFlags extends DataFlags, QuestionFlags {
  readonly dryRun?: boolean;
  readonly receipt?: boolean;
  readonly cell?: string;
  readonly group?: readonly string[];
  readonly limit?: string;
  readonly offset?: string;
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
    .option("--receipt", "prove one figure: definition, what ran, a recount from the base rows, and those rows")
    .option("--cell <period>", "receipt: the row's period (default: total)")
    .option("--group <value>", "receipt: the row's value of each --by, in the same order; repeatable", collect)
    .option("--limit <n>", "receipt: list so many of the rows behind it (default: 20)")
    .option("--offset <n>", "receipt: pass over so many of them (default: 0)");
  withDataFlags(command).action((metrics: readonly string[], flags: QueryFlags) => ask(metrics, flags, terminal));
}

async function ask(metrics: readonly string[], flags: QueryFlags, terminal: Terminal): Promise<void> {
  const question = questionTextOf(metrics, flags);
  if (flags.receipt === true) return prove(question, flags, terminal);
  const alone = (["cell", "group", "limit", "offset"] as const).find((flag) => flags[flag] !== undefined);
  if (alone !== undefined) {
    throw new UserError("usage", `--${alone} belongs to a receipt.`, "Add --receipt, or leave it out.");
  }
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

type ReceiptQuestion = Omit<ReceiptText, "cell" | "group" | "limit" | "offset"> & {
  readonly compare?: string | undefined;
};

/** The proof of one figure of the answer; where the recount differs, both are told and the exit code is 7. */
async function prove(question: ReceiptQuestion, flags: QueryFlags, terminal: Terminal): Promise<void> {
  const { compare, ...asked } = question;
  if (compare !== undefined) {
    throw new UserError("usage", "A receipt compares nothing.", "Ask for the receipt of each range on its own.");
  }
  const { cell, group, limit = "20", offset } = flags;
  await withWorkspace(flags, async (ws) => {
    const { checkReceipt, receipt } = await import("../../workspace/receipt.ts");
    const found = await receipt(ws, { ...asked, cell, group, limit, offset });
    printReceipt(terminal, found, flags);
    checkReceipt(found);
  });
}
