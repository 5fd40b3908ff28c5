import type { Command } from "commander";
import { UserError } from "../schema/user-error.ts";
import type { ReceiptText } from "../workspace/receipt.ts";
import { collect, type DataFlags } from "./flags.ts";
import { printReceipt } from "./print/print-receipt.ts";
import type { Terminal } from "./terminal.ts";
import { withWorkspace } from "./with-workspace.ts";

/** The flags that say which cell a receipt is of, and which of the rows behind it are listed. */
export interface CellFlags extends DataFlags {
  readonly cell?: string;
  readonly group?: readonly string[];
  readonly limit?: string;
  readonly offset?: string;
}

/** What a command calls the parts of its cells. */
export interface CellWords {
  /** What a row is told by; null where rows have only groups. */
  readonly cell: string | null;
  /** What a row's groups are; null where an answer has none. */
  readonly group: string | null;
}

/** Add the flags of `CellFlags`. */
export function withCellFlags(command: Command, { cell, group }: CellWords): Command {
  if (cell !== null) command.option("--cell <cell>", `receipt: ${cell}`);
  if (group !== null) command.option("--group <value>", `receipt: ${group}; repeatable`, collect);
  return command
    .option("--limit <n>", "receipt: list so many of the rows behind it (default: 20)")
    .option("--offset <n>", "receipt: pass over so many of them (default: 0)");
}

/** UserError `usage` where a flag of receipts stands alone. */
export function refuseCellFlags(flags: CellFlags): void {
  const alone = (["cell", "group", "limit", "offset"] as const).find((flag) => flags[flag] !== undefined);
  if (alone === undefined) return;
  throw new UserError("usage", `--${alone} belongs to a receipt.`, "Add --receipt, or leave it out.");
}

/** Print the proof of one figure of the answer to `question`; where the recount differs, both are told and the exit code is 7. */
export async function prove(
  question: Omit<ReceiptText, "cell" | "group" | "limit" | "offset">,
  flags: CellFlags,
  terminal: Terminal,
): Promise<void> {
  const { cell, group, limit = "20", offset } = flags;
  await withWorkspace(flags, async (ws) => {
    const { checkReceipt, receipt } = await import("../workspace/receipt.ts");
    const found = await receipt(ws, { ...question, cell, group, limit, offset });
    printReceipt(terminal, found, flags);
    checkReceipt(found);
  });
}
