import type { Command, CommanderError } from "commander";
import { nearestName, UserError } from "../schema/user-error.ts";

/** A mistake that the parser of flags found, in our words: one line, then the way out. */
export function usageErrorOf(error: CommanderError, program: Command, args: readonly string[]): UserError {
  const [fact = "", suggestion] = error.message.replace(/^error: /, "").split("\n");
  const nearest = /^\(Did you mean (?:one of )?(.*)\?\)$/.exec(suggestion ?? "")?.[1];
  if (error.code === "commander.unknownOption") {
    const missing = commandMissingIn(program, args);
    if (missing !== null) return missing;
  }
  const help = `See "${[program.name(), ...commandOf(program, args)].join(" ")} --help".`;
  return new UserError("usage", sentence(fact), nearest === undefined ? help : `Did you mean "${nearest}"? ${help}`);
}

/** The error for flags that stand where a group's command should: `tidemark lake --dir x`; null where none is missing. */
function commandMissingIn(program: Command, args: readonly string[]): UserError | null {
  const names = commandOf(program, args);
  const group = names.reduce<Command>((at, name) => at.commands.find((one) => one.name() === name) ?? at, program);
  const flag = args[names.length]?.split("=")[0];
  if (group.commands.length === 0 || flag?.startsWith("-") !== true) return null;
  const choices = group === program ? "" : `${group.commands.map((one) => one.name()).join(", ")}. `;
  const called = [program.name(), ...names].join(" ");
  return new UserError(
    "usage",
    `A command is missing before "${flag}".`,
    `${choices === "" ? "" : `${called} has ${choices}`}See "${called} --help".`,
  );
}

/** The error for `help` or `--help` of a command that does not exist, which would print the group's help; null otherwise. */
export function strangerToHelp(program: Command, args: readonly string[]): UserError | null {
  const words = args.filter((word) => word !== "help");
  const isAsked = args.includes("help") || args.includes("--help") || args.includes("-h");
  const [name] = words;
  if (!isAsked || name === undefined || name.startsWith("-")) return null;
  const names = program.commands.map((command) => command.name());
  if (names.includes(name)) return null;
  const near = nearestName(name, names);
  const guess = near === null ? "" : `Did you mean "${near}"? `;
  return new UserError("usage", `Unknown command "${name}".`, `${guess}See "${program.name()} --help".`);
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
