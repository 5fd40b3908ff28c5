import { type ChildProcess, spawn } from "node:child_process";
import { executable, type Ended } from "../cli/tidemark.ts";

/** A command that runs. */
export interface Started {
  readonly child: ChildProcess;
  /** How it ended; code is null where a signal ended it. */
  readonly ended: Promise<Ended & { readonly signal: NodeJS.Signals | null }>;
  /** The first line of its standard output, once it stands there. */
  readonly address: () => Promise<string>;
}

/** Start `tidemark` in `cwd`, to watch it or to end it. */
export function started(args: readonly string[], cwd: string): Started {
  const child = spawn(process.execPath, [executable, ...args], {
    cwd,
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"] },
    stdio: ["ignore", "pipe", "pipe"],
  });
  // A test that fails must not leave it running.
  const end = (): void => void child.kill("SIGKILL");
  process.once("exit", end);
  const texts = { out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (texts.out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (texts.err += text));
  const ended: Started["ended"] = new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      process.removeListener("exit", end);
      resolve({ code, signal, ...texts });
    });
  });
  const address = (): Promise<string> =>
    new Promise((resolve, reject) => {
      child.stdout.on("data", () => {
        if (texts.out.includes("\n")) resolve(texts.out.split("\n")[0] ?? "");
      });
      void ended.then(({ err }) => reject(new Error(`It ended without an address: ${err}`)));
    });
  return { child, ended, address };
}
