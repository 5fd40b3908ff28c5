import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { emptyFolder, executable, tidemark, tidemarkHere } from "../cli/tidemark.ts";
import { repositoryFiles, root } from "../house/repository.ts";
import { type Page, readPage, type ShownOutput, type ShownStep, withOutputs } from "./page.ts";
import { askedInSql } from "./sql.ts";
import { writePrograms } from "./programs.ts";

const pages = repositoryFiles()
  .filter((path) => /^(README|docs\/[\w-]+)\.md$/.test(path))
  .map((path) => ({ path, ...readPage(path) }))
  .filter(({ steps }) => steps.length > 0);

/**
 * Commands that answer from this process, which saves starting hundreds. Those that start others, or serve, are typed into a
 * shell of their own, and of the README, the first that anybody types, every one is.
 */
const commandsHere =
  "init import load verify metrics query lifecycle retention stickiness funnel arr explain lake".split(" ");

describe("a reader who types what the docs say", { timeout: 240_000 }, () => {
  // With TIDEMARK_WRITE_DOCS=1 the page is written anew with what its steps print, for a person to read.
  const isWriting = process.env["TIDEMARK_WRITE_DOCS"] === "1";

  test.each(pages)("gets through $path from top to bottom", async ({ path, ...page }) => {
    const outputs = await follow(page, path === "README.md" ? [] : commandsHere);
    if (isWriting) writeFileSync(join(root, path), withOutputs(path, outputs));
    else
      for (const { shown, printed, what } of outputs)
        expect(printed.replaceAll("\r\n", "\n").trimEnd(), what).toBe(shown.text.trimEnd());
  });

  test("finds the steps of the README among them, so that none is left out by a change of its form", () => {
    const { files, steps } = readPage("README.md");
    expect(files.map(({ name }) => name)).toEqual(["events.csv", "subscriptions.csv"]);
    expect(steps.map((step) => (step.kind === "command" ? step.args[0] : step.kind))).toEqual(
      expect.arrayContaining(["init", "import", "load", "query", "serve", "program"]),
    );
    expect(steps.some(({ output }) => output !== null)).toBe(true);
  });
});

/** Do what a page says in a folder of its own; what each step prints of which the page shows the output. */
async function follow({ files, steps }: Page, here: readonly string[]) {
  const cwd = emptyFolder();
  for (const { name, text } of files) {
    mkdirSync(dirname(join(cwd, name)), { recursive: true });
    writeFileSync(join(cwd, name), text);
  }
  const sources = steps.filter((step) => step.kind === "program").map(({ source }) => source);
  const programs = await writePrograms(sources);
  const outputs: { readonly shown: ShownOutput; readonly printed: string; readonly what: string }[] = [];
  try {
    if (sources.length > 0) expect(await programs.check()).toBe("");
    for (const step of steps) {
      const printed = await taken(step, { cwd, here, run: (source) => programs.run(sources.indexOf(source), cwd) });
      const what = step.kind === "command" ? step.args.join(" ") : step.source;
      if (step.output !== null) outputs.push({ shown: step.output, printed, what });
    }
  } finally {
    await programs.remove();
    rmSync(cwd, { recursive: true });
  }
  return outputs;
}

interface Desk {
  readonly cwd: string;
  /** Commands that run in this process. */
  readonly here: readonly string[];
  readonly run: (program: string) => Promise<string>;
}

/** Take a step; what it prints. */
function taken(step: ShownStep, { cwd, here, run }: Desk): Promise<string> {
  switch (step.kind) {
    case "command":
      return typed(step.args, { cwd, here });
    case "program":
      return run(step.source);
    case "sql":
      return askedInSql(step.source, cwd);
  }
}

/** Type a command in `cwd`; what it prints. */
async function typed(args: readonly string[], { cwd, here }: Omit<Desk, "run">): Promise<string> {
  const [command = ""] = args;
  if (command === "serve") return serveOnce(args, cwd);
  const ended = await (here.includes(command) ? tidemarkHere : tidemark)(args, { cwd });
  expect(ended.code, `tidemark ${args.join(" ")}\n${ended.err}`).toBe(0);
  return ended.out;
}

/** Serve until the address is printed and answers, then stop as Ctrl-C does. */
async function serveOnce(args: readonly string[], cwd: string): Promise<string> {
  const server = spawn(process.execPath, [executable, ...args, "--port", "0", "--no-open"], {
    cwd,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [address] = (await once(server.stdout.setEncoding("utf8"), "data")) as [string];
  const page = await fetch(address.trim());
  expect(page.status).toBe(200);
  server.kill("SIGINT");
  const [code] = (await once(server, "exit")) as [number | null];
  expect(code).toBe(0);
  return address;
}
