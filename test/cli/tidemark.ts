import { spawn } from "node:child_process";
import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "../../src/cli/run.ts";
import type { Terminal } from "../../src/cli/terminal.ts";

/** The compiled command; `npm test` builds it first. */
export const executable = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

/** How a command ended. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A new empty folder. */
export function emptyFolder(): string {
  return mkdtempSync(join(tmpdir(), "tidemark-cli-"));
}

/** Run `tidemark` with `args` in a folder of its own (or `cwd`), without a terminal; `input` is its standard input. */
export function tidemark(
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv; readonly input?: string | Uint8Array } = {},
): Promise<Ended> {
  if (!existsSync(executable)) throw new Error(`${executable} is missing: run "npm run build" first.`);
  const child = spawn(process.execPath, [executable, ...args], {
    cwd: options.cwd ?? emptyFolder(),
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"], ...options.env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  // A command that reads no input may be gone before it could take any.
  child.stdin.on("error", () => undefined).end(options.input ?? "");
  const texts = { out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (texts.out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (texts.err += text));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, ...texts }));
  });
}

/**
 * What `tidemark` with `args` does, in this process: for tests of what a command answers, where the process that it runs in
 * is not what they test. Commands that start others (`simulate`, `demo`, `serve`) need `tidemark`.
 */
export async function tidemarkHere(args: readonly string[], { cwd }: { readonly cwd?: string } = {}): Promise<Ended> {
  const texts = { out: "", err: "" };
  const terminal: Terminal = {
    out: (text) => void (texts.out += text),
    say: (text) => void (texts.err += text),
    env: process.env,
    width: null,
    isInteractive: false,
    showsProgress: false,
    useColor: false,
    today: () => Math.floor(Date.now() / 86_400_000),
    seconds: () => performance.now() / 1_000,
  };
  const before = process.cwd();
  if (cwd !== undefined) process.chdir(cwd);
  try {
    const code = await run(args, terminal);
    return { code, ...texts };
  } finally {
    process.chdir(before);
  }
}
