import type { Answer } from "../../serve/contract.ts";
import type { DataFlags } from "../flags.ts";
import type { Terminal } from "../terminal.ts";
import { answerNotes, type ComparedRanges, rangesNote } from "./answer-sheet.ts";
import { print } from "./print.ts";
import type { Sheet } from "./sheet.ts";

/** An answer of any kind: its rows, and what its notes tell. */
type Printable = Pick<Answer, "dataThrough" | "timezone" | "weekStart" | "generation" | "source" | "warnings"> & {
  readonly rows: readonly object[];
  /** What an explanation compares. */
  readonly compared?: ComparedRanges;
};

/** What the printing of an answer needs. */
export interface PrintAnswerOptions {
  readonly flags: DataFlags;
  readonly sheet: Sheet;
}

/** Write an answer to the standard output, `sheet` being its rows as a table, and its notes beside it. */
export function printAnswer(terminal: Terminal, answer: Printable, { flags, sheet }: PrintAnswerOptions): void {
  // A line of NDJSON is a row as JSON has it, lists and marks included.
  if (flags.format === "ndjson") terminal.out(answer.rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
  else print(terminal, flags.format, { json: answer, sheet });
  if (flags.quiet === true) return;
  terminal.say(
    [...(answer.compared === undefined ? [] : [`Compared: ${rangesNote(answer.compared)}.`]), ...answerNotes(answer)]
      .map((note) => `${note}\n`)
      .join(""),
  );
}
