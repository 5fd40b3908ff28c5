import { statfsSync } from "node:fs";
import { dirname } from "node:path";
import { UserError, type UserErrorCode } from "../schema/user-error.ts";
import { ProcessEnded } from "../workspace/process-ended.ts";
import { hidePasswords } from "./password.ts";
import { printable } from "./print/printable.ts";
import type { Terminal } from "./terminal.ts";

/** The exit code of each kind of mistake; 0 is success, 1 a bug or a full disk, 130 an interruption. */
const exitCodes: Readonly<Record<UserErrorCode, number>> = {
  usage: 2,
  config: 3,
  not_configured: 3,
  nothing_loaded: 3,
  data_quality: 4,
  unreachable: 5,
  conflict: 6,
  disk_full: 1,
  integrity: 7,
};

/** Say in one line what went wrong, in another the way out; returns the exit code. No password is ever repeated. */
export function tell(error: unknown, terminal: Terminal): number {
  const { code, message, hint } = described(error);
  terminal.say(`error: ${line(message)}\n`);
  if (hint !== "") terminal.say(`hint: ${line(hint)}\n`);
  if (code === 1 && isDebugging(terminal) && error instanceof Error)
    terminal.say(`${hidePasswords(error.stack ?? "")}\n`);
  return code;
}

function described(error: unknown): { readonly code: number; readonly message: string; readonly hint: string } {
  if (error instanceof UserError) return { code: exitCodes[error.code], message: error.message, hint: error.hint };
  const message = error instanceof Error ? error.message : String(error);
  if (isFull(message)) {
    const hint = "Free some space and run the same command again; nothing was published that is not whole.";
    return { code: 1, message: `No space is left on the device${placeIn(message)}.`, hint };
  }
  if (error instanceof ProcessEnded && error.isStopped) {
    const hint =
      "Something stopped it, most often for want of memory. Run the same command again; nothing half-done counts.";
    return { code: 1, message, hint };
  }
  const hint = "This is a bug in Tidemark. TIDEMARK_DEBUG=1 shows where it happened.";
  return { code: 1, message: `Unexpected: ${message}`, hint };
}

/** Whether Node, the engine or a worker says that a disk is full. */
function isFull(message: string): boolean {
  return /\bENOSPC\b|No space left on device/i.test(message);
}

/** The file that could not be written, where the message names it in quotes, and what its disk has left. */
function placeIn(message: string): string {
  const path = /["']([^"'\n]*\/[^"'\n]*)["']/.exec(message)?.[1];
  return path === undefined ? "" : `: ${path} cannot be written${freeAround(path)}`;
}

/** What is free on the disk of the file's folder; nothing where that is not there either. */
function freeAround(path: string): string {
  try {
    const { bavail, bsize } = statfsSync(dirname(path));
    return `, ${bavail * bsize} bytes are free`;
  } catch {
    return "";
  }
}

function isDebugging({ env }: Terminal): boolean {
  return env["TIDEMARK_DEBUG"] === "1";
}

function line(text: string): string {
  return printable(hidePasswords(text.replaceAll(/\s*\n\s*/g, " ")));
}
