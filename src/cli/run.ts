import { CommanderError } from "commander";
import { tell } from "./failure.ts";
import { createProgram } from "./program.ts";
import type { Terminal } from "./terminal.ts";
import { strangerToHelp, usageErrorOf } from "./usage-error.ts";

/** Run the command that `args` name; returns the exit code. */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const program = await createProgram(args, terminal);
  const stranger = strangerToHelp(program, args);
  if (stranger !== null) return tell(stranger, terminal);
  try {
    await program.parseAsync(args, { from: "user" });
    return 0;
  } catch (error) {
    if (!(error instanceof CommanderError)) return tell(error, terminal);
    if (error.exitCode === 0) return 0;
    // Help that was not asked for (a group without its command) has been printed already: that is a usage error.
    return error.code === "commander.help" ? 2 : tell(usageErrorOf(error, program, args), terminal);
  }
}
