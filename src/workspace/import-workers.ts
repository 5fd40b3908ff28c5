import { type ChildProcess, fork, type ForkOptions } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { BlockFound } from "../ingest/block.ts";
import { UserError } from "../schema/user-error.ts";
import { createImportDesk, type EncodedPiece, type ImportDesk } from "./import-desk.ts";
import { ProcessEnded } from "./process-ended.ts";
import { stop } from "./stop-child.ts";
import type { Failure, ImportMessage, ImportTask } from "./import-worker.ts";

/** Desks that read blocks side by side. */
export interface ImportDesks {
  readonly desks: readonly ImportDesk[];
  /** End the processes, at once. */
  close(): Promise<void>;
}

/** So many desks, each a child process; one is in this process. */
export function openImportDesks(count: number): ImportDesks {
  if (count <= 1) return { desks: [createImportDesk()], close: async () => {} };
  const script = fileURLToPath(new URL("import-worker.js", import.meta.url));
  // Structured clone, not JSON: a timezone begins at −Infinity. No flags of this process: one may be a script to run.
  const options: ForkOptions = { serialization: "advanced", execArgv: [] };
  const children = Array.from({ length: count }, () => fork(script, options));
  return {
    desks: children.map(deskOf),
    close: async () => void (await Promise.all(children.map(stop))),
  };
}

function deskOf(child: ChildProcess): ImportDesk {
  return {
    read: async (block, settings, onBytes) =>
      (await ask(child, { kind: "read", block, settings }, onBytes)) as BlockFound,
    encode: async (task) => (await ask(child, { kind: "encode", ...task })) as readonly EncodedPiece[],
  };
}

/** Have `child` do one thing; `onBytes` may end the job by what it throws. */
function ask(child: ChildProcess, task: ImportTask, onBytes?: (bytes: number) => void) {
  return new Promise<BlockFound | readonly EncodedPiece[]>((resolve, reject) => {
    const settle = (end: () => void): void => {
      child.off("message", onMessage);
      child.off("exit", onExit);
      child.off("error", onError);
      end();
    };
    const onError = (error: unknown): void => settle(() => reject(error));
    const onExit = (code: number | null, signal: string | null): void =>
      onError(new ProcessEnded("An importing process ended before its work was done", { code, signal }));
    const onMessage = (message: ImportMessage): void => {
      if (message.kind === "done") settle(() => resolve(message.result));
      else if (message.kind === "failed") onError(errorOf(message.failure));
      else {
        try {
          onBytes?.(message.bytes);
        } catch (error) {
          onError(error);
        }
      }
    };
    child.on("message", onMessage);
    child.on("exit", onExit);
    child.on("error", onError);
    if (child.exitCode !== null || child.signalCode !== null) onExit(child.exitCode, child.signalCode);
    else child.send(task);
  });
}

function errorOf({ stack, code, user }: Failure): Error {
  if (user !== null) return new UserError(user.code, user.message, user.hint);
  return Object.assign(new Error(`An importing process failed: ${stack}`), { code });
}
