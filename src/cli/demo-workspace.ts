import { existsSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";

/** What a demo's workspace depends on. */
export interface DemoPlace {
  /** Default `.tidemark` in the current folder. */
  readonly dir?: string | undefined;
  /** Names what is simulated: each demo has a lake and a warehouse of its own. */
  readonly name: string;
  /** Another place for the lake. */
  readonly lake?: string | undefined;
  readonly lakeEndpoint?: string | undefined;
}

const mark = '# Written by "tidemark demo"';

/**
 * Make the workspace of a demo and return its folder. It is `dir` itself, with a configuration that points at the
 * newest demo, so that the other commands ask that one; but where `dir` holds anything else than demos, a folder inside
 * it: simulated and real data never meet.
 */
export async function makeDemoWorkspace({ dir, name, lake, lakeEndpoint }: DemoPlace): Promise<string> {
  const base = resolve(dir ?? ".tidemark");
  const folder = (await isForDemos(base)) ? base : join(base, name);
  await mkdir(folder, { recursive: true });
  const lines = [
    `${mark}, and again by the next one: it holds simulated data only.`,
    "# For data of your own: tidemark init --dir FOLDER",
    "version: 1",
    "lake:",
    `  url: ${JSON.stringify(lake ?? join(folder, name, "lake"))}`,
    ...(lakeEndpoint === undefined ? [] : [`  endpoint: ${JSON.stringify(lakeEndpoint)}`]),
    `warehouse: ${JSON.stringify(`duckdb:${join(name, "warehouse")}`)}`,
    "",
  ];
  const path = join(folder, "tidemark.yaml");
  await writeFile(`${path}.new`, lines.join("\n"));
  await rename(`${path}.new`, path);
  return folder;
}

async function isForDemos(base: string): Promise<boolean> {
  const path = join(base, "tidemark.yaml");
  if (existsSync(path)) return (await readFile(path, "utf8")).startsWith(mark);
  return !existsSync(join(base, "lake")) && !existsSync(join(base, "warehouse"));
}
