import { spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { emptyFolder, executable, tidemark } from "../cli/tidemark.ts";
import { repositoryFiles } from "../house/repository.ts";
import { readPage } from "./page.ts";

const pages = repositoryFiles()
  .filter((path) => /^(README|docs\/[\w-]+)\.md$/.test(path))
  .map((path) => ({ path, ...readPage(path) }))
  .filter(({ commands }) => commands.length > 0);

describe("a reader who types what the docs say", { timeout: 240_000 }, () => {
  test.each(pages)("gets through $path from top to bottom", async ({ files, commands }) => {
    const cwd = emptyFolder();
    for (const { name, text } of files) writeFileSync(join(cwd, name), text);
    for (const { args, output } of commands) {
      if (args[0] === "serve") await serveOnce(args, cwd);
      else {
        const ended = await tidemark(args, { cwd });
        expect(ended.code, `tidemark ${args.join(" ")}\n${ended.err}`).toBe(0);
        if (output !== null) expect(ended.out.trimEnd(), args.join(" ")).toBe(output.trimEnd());
      }
    }
    rmSync(cwd, { recursive: true });
  });

  test("finds the commands of the README among them, so that none is left out by a change of its form", () => {
    const { files, commands } = readPage("README.md");
    expect(files.map(({ name }) => name)).toEqual(["events.csv", "subscriptions.csv"]);
    expect(commands.map(({ args }) => args[0])).toEqual(
      expect.arrayContaining(["init", "import", "load", "query", "serve"]),
    );
    expect(commands.some(({ output }) => output !== null)).toBe(true);
  });
});

/** Serve until the address is printed and answers, then stop as Ctrl-C does. */
async function serveOnce(args: readonly string[], cwd: string): Promise<void> {
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
}
