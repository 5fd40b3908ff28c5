import { type Command, CommanderError } from "commander";
import { createProgram } from "../../src/cli/program.ts";
import type { Terminal } from "../../src/cli/terminal.ts";

/** `docs/cli.md`: the help of every command, as the commands themselves print it. */
export async function cliPage(): Promise<string> {
  const program = await createProgram(
    [],
    terminal(() => undefined),
  );
  const sections: string[] = [];
  for (const { name } of program.commands.map((command) => ({ name: command.name() }))) {
    sections.push(section([name], await helpOf([name])));
    for (const inner of await commandsOf(name)) sections.push(section([name, inner], await helpOf([name, inner])));
  }
  return `${opening}\n${sections.join("\n")}`;
}

const opening = `# Commands

\`tidemark COMMAND --help\` prints what stands here. In a checkout the command is \`npx tidemark\`, after \`npm run build\`.

Data go to the standard output, everything else (progress, notes, errors) to the standard error, so that
\`tidemark query mau --format csv > mau.csv\` holds nothing but data.

A command ends with one of these codes:

- \`0\`: done.
- \`1\`: unexpected, a defect of Tidemark (\`TIDEMARK_DEBUG=1\` shows where); or a disk is full, which is said.
- \`2\`: the command line or the question cannot be understood.
- \`3\`: \`tidemark.yaml\` is wrong, or nothing is loaded yet.
- \`4\`: the data are not good enough, or an identity does not hold.
- \`5\`: the lake or the warehouse cannot be reached.
- \`6\`: somebody else is at work on the same.
- \`7\`: a file is not what its hash says.
- \`130\`: interrupted.

Passwords are read from the environment and never from the command line: \`AWS_ACCESS_KEY_ID\` and
\`AWS_SECRET_ACCESS_KEY\` for a lake on S3, \`TIDEMARK_TOKEN\` for a server that others may reach.

This page is generated: \`npx vitest run --config test/vitest.config.ts test/house/generated-pages.test.ts -u\`.
`;

function section(names: readonly string[], help: string): string {
  return `##${names.length > 1 ? "#" : ""} tidemark ${names.join(" ")}\n\n\`\`\`text\n${help.trimEnd()}\n\`\`\`\n`;
}

async function commandsOf(name: string): Promise<readonly string[]> {
  const program = await createProgram(
    [name],
    terminal(() => undefined),
  );
  const command = program.commands.find((one: Command) => one.name() === name);
  return (command?.commands ?? []).map((one) => one.name());
}

/** What `tidemark … --help` prints. */
async function helpOf(names: readonly string[]): Promise<string> {
  const printed: string[] = [];
  const args = [...names, "--help"];
  const program = await createProgram(
    args,
    terminal((text) => printed.push(text)),
  );
  try {
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError) || error.exitCode !== 0) throw error;
  }
  return printed.join("");
}

function terminal(out: (text: string) => void): Terminal {
  return {
    out,
    say: () => undefined,
    env: {},
    width: 100,
    isInteractive: false,
    showsProgress: false,
    useColor: false,
    today: () => 0,
    seconds: () => 0,
  };
}
