import { execFile } from "node:child_process";
import { mkdir, readdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { root } from "../house/repository.ts";
import { emptyFolder } from "./tidemark.ts";

// One install for all of these tests; what npm has in its cache is not fetched again.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 240_000 });

const run = promisify(execFile);
const mostMebibytes = 200;

let app: string;

beforeAll(async () => {
  app = emptyFolder();
  const { stdout } = await run("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", app], { cwd: root });
  const [{ filename }] = JSON.parse(stdout) as [{ readonly filename: string }];
  await writeFile(join(app, "package.json"), JSON.stringify({ name: "app", version: "1.0.0", private: true }));
  await run("npm", ["install", "--omit=dev", "--prefer-offline", "--ignore-scripts", `./${filename}`], { cwd: app });
});

afterAll(() => rm(app, { recursive: true, force: true }));

/** What `npx tidemark` prints in the folder where the package was installed, a new folder its working directory. */
async function npx(args: readonly string[], before: readonly string[] = []): Promise<string> {
  const { stdout } = await run("npx", ["--prefer-offline", "--yes", ...before, ...args], { cwd: app });
  return stdout;
}

const company = ["--users", "150", "--from", "2026-01-01", "--to", "2026-03-01", "--seed", "1", "--format", "json"];

test("installs within 200 MiB, with nothing that only its developers need", async () => {
  const installed = await readdir(join(app, "node_modules"));
  for (const name of ["vite", "react", "echarts", "typescript", "pg"]) expect(installed).not.toContain(name);
  const files = await readdir(join(app, "node_modules"), { recursive: true, withFileTypes: true });
  const sizes = await Promise.all(
    files.filter((file) => file.isFile()).map(async (file) => (await stat(join(file.parentPath, file.name))).size),
  );
  const mebibytes = sizes.reduce((sum, size) => sum + size, 0) / 2 ** 20;
  expect(mebibytes).toBeLessThan(mostMebibytes);
  // A package without its engine would be small too.
  expect(mebibytes).toBeGreaterThan(50);
});

test("runs the demo on this Node and on Node 24, to the same figures", async () => {
  const demo = ["tidemark", "demo", "--exit", "--quiet", ...company];
  const here = JSON.parse(await npx([...demo, "--dir", "here"]));
  const version = await npx(["node", "--version"], ["-p", "node@24"]);
  expect(version).toMatch(/^v24\./);
  const command = join(app, "node_modules/tidemark/dist/cli/main.js");
  const there = JSON.parse(await npx(["node", command, ...demo.slice(1), "--dir", "there"], ["-p", "node@24"]));
  expect(here.kpis.length).toBeGreaterThan(5);
  expect(there.kpis).toEqual(here.kpis);
});

test("exports the site with the pages it was installed with", async () => {
  await mkdir(join(app, "empty"));
  const refused = npx(["tidemark", "export", "site", "--dir", "empty/ws", "--out", "empty/site"]);
  await expect(refused).rejects.toMatchObject({ code: 3 });
  const shipped = await readdir(join(app, "node_modules/tidemark/dist"));
  expect(shipped).toEqual(expect.arrayContaining(["web", "web-pages"]));
});

test("is imported as a library, types and all", async () => {
  await writeFile(
    join(app, "ask.mjs"),
    `import { openWorkspace } from "tidemark";
const ws = await openWorkspace({ dir: "here" });
const { totals } = await ws.query({ metrics: ["events"], grain: "total" });
console.log(totals.events);
await ws.close();
`,
  );
  const { stdout } = await run(process.execPath, ["ask.mjs"], { cwd: app });
  expect(Number(stdout)).toBeGreaterThan(100);
});
