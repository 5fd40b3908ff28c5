import type { OpenOptions } from "../workspace/types.ts";
import type { Terminal } from "./terminal.ts";

/** Which workspace the flags name, and whether to be silent. */
type Place = OpenOptions & { readonly quiet?: boolean | undefined };

/** What people type to run Tidemark: by npm, as in a checkout, or by its own name. */
export function calledAs({ env }: Terminal): string {
  return env["npm_execpath"] === undefined ? "tidemark" : "npx tidemark";
}

/** Say which commands come next, with the flags that say where the workspace is; nothing with `--quiet`. */
export function suggest(terminal: Terminal, flags: Place, commands: readonly string[]): void {
  if (flags.quiet === true) return;
  const next = commands.map((command) => `${calledAs(terminal)} ${command}${placeOf(flags)}`);
  terminal.say(`Next: ${next.join("\n  or: ")}\n`);
}

function placeOf({ dir, lake, lakeEndpoint, warehouse }: Place): string {
  const flags = { "--dir": dir, "--lake": lake, "--lake-endpoint": lakeEndpoint, "--warehouse": warehouse };
  return Object.entries(flags)
    .map(([flag, value]) => (value === undefined ? "" : ` ${flag} ${quoted(value)}`))
    .join("");
}

/** `value` as a shell reads it in one piece. */
function quoted(value: string): string {
  return /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", String.raw`'\''`)}'`;
}
