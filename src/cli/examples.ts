import type { Command } from "commander";

/** Put examples before a command's help: what people copy comes first. */
export function examples(command: Command, lines: readonly string[]): Command {
  const heading = lines.length === 1 ? "Example:" : "Examples:";
  return command.addHelpText("before", `${heading}\n${lines.map((line) => `  ${line}\n`).join("")}`);
}
