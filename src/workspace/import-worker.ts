import type { Block, BlockFound } from "../ingest/block.ts";
import { codeOf } from "../lake/store/folder-error.ts";
import { UserError, type UserErrorCode } from "../schema/user-error.ts";
import { createImportDesk, type EncodedPiece, type EncodeTask, type PlainSettings } from "./import-desk.ts";

/** What an importing process is asked for. */
export type ImportTask =
  | { readonly kind: "read"; readonly block: Block; readonly settings: PlainSettings }
  | ({ readonly kind: "encode" } & EncodeTask);

/** An error on its way to another process. */
export interface Failure {
  readonly stack: string;
  /** The error's code in the operating system. */
  readonly code: string | undefined;
  readonly user: { readonly code: UserErrorCode; readonly message: string; readonly hint: string } | null;
}

/** What an importing process tells the one that started it. */
export type ImportMessage =
  | { readonly kind: "bytes"; readonly bytes: number }
  | { readonly kind: "done"; readonly result: BlockFound | readonly EncodedPiece[] }
  | { readonly kind: "failed"; readonly failure: Failure };

// A child process: it reads the blocks it is sent and writes their rows, one at a time, and ends with the process that started it.
const desk = createImportDesk();

process.on("message", (task: ImportTask) => {
  const work =
    task.kind === "encode"
      ? desk.encode(task)
      : desk.read(task.block, task.settings, (bytes) => tell({ kind: "bytes", bytes }));
  work.then(
    (result) => tell({ kind: "done", result }),
    (error: unknown) => tell({ kind: "failed", failure: failureOf(error) }),
  );
});
// A plain exit waits for the engine, whose copy under way waits for rows from this very thread: it would never end.
process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));

function failureOf(error: unknown): Failure {
  return {
    stack: error instanceof Error ? (error.stack ?? error.message) : String(error),
    code: codeOf(error),
    user: error instanceof UserError ? { code: error.code, message: error.message, hint: error.hint } : null,
  };
}

function tell(message: ImportMessage): void {
  // Where nobody hears it any more, the channel's end is told as well, and this process ends by that.
  process.send?.(message, undefined, undefined, () => {});
}
