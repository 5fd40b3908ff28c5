import type { Command, CommanderError } from "commander";
import { UserError } from "../schema/user-error.ts";

/** A mistake that the parser of flags found, in our words: one line, then the way out. */
export function usageErrorOf(error: CommanderError, program: Command, args: readonly string[]): UserError {
  const [fact = "", suggestion] = error.message.replace(/^error: /, "").split("\n");
  const nearest = /^\(Did you mean (?:one of )?(.*)\?\)$/.exec(suggestion ?? "")?.[1];
  const help = `See "${[program.name(), ...commandOf(program, args)].join(" ")} --help".`;
  return new UserError("usage", sentence(fact), nearest === undefined ? help : `Did you mean "${nearest}"? ${help}`);
}

/** The names of the command that `args` begin with: `["import", "events"]`. */
function commandOf(program: Command, args: readonly string[]): readonly string[] {
  const command = program.commands.find((candidate) => candidate.name() === args[0]);
  return command === undefined ? [] : [command.name(), ...commandOf(command, args.slice(1))];
}

function sentence(text: string): string {
  const quoted = text.replaceAll("'", '"').trim();
  const capital = quoted.charAt(0).toUpperCase() + quoted.slice(1);
  return /[.!?]$/.test(capital) ? capital : `${capital}.`;
}
