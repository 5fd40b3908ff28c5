import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { run } from "../../src/cli/run.ts";
import type { Terminal } from "../../src/cli/terminal.ts";
import { emptyFolder } from "./tidemark.ts";

/** Run a command as the executable does, in this process; its exit code and what it printed. */
export async function command(...args: readonly string[]) {
  const texts = { out: "", err: "" };
  const terminal: Terminal = {
    out: (text) => void (texts.out += text),
    say: (text) => void (texts.err += text),
    env: {},
    width: null,
    isInteractive: false,
    showsProgress: false,
    useColor: false,
    today: () => 20_000,
    seconds: () => 0,
  };
  return { code: await run(args, terminal), ...texts };
}

/** What a command that must succeed prints as JSON. */
export async function json<T>(dir: string, ...args: readonly string[]): Promise<T> {
  const { code, out, err } = await command(...args, "--dir", dir, "--format", "json");
  expect({ code, err: code === 0 ? "" : err }).toEqual({ code: 0, err: "" });
  return JSON.parse(out) as T;
}

/** A folder of the running test. */
function ownFolder(): string {
  const folder = emptyFolder();
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A loaded workspace of subscriptions whose columns are mapped by `map`, as long as the test runs. */
export async function workspaceOf(file: string, map: string, through: string): Promise<string> {
  const dir = join(ownFolder(), "workspace");
  await command("init", "--dir", dir);
  await json(dir, "import", "subscriptions", file, "--map", map, "--through", through);
  await json(dir, "load");
  return dir;
}

/** The same for rows written here, columns mapped by their names. */
export async function workspaceWith(csv: string, through: string): Promise<string> {
  const file = join(ownFolder(), "subscriptions.csv");
  await writeFile(file, csv);
  const map = (csv.split("\n")[0] ?? "").split(",").map((column) => `${column}=${column}`);
  return workspaceOf(file, map.join(","), through);
}
