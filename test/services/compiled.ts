import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** JavaScript that a test's own child processes can run. */
export interface Compiled {
  /** Where `src/` went; `lake/lake.js` lies in it. */
  readonly folder: string;
  readonly remove: () => Promise<void>;
}

const root = fileURLToPath(new URL("../..", import.meta.url));

/**
 * Compile some folders of `src/` as they stand now, for child processes: Node 20 reads no TypeScript, and `dist/` may
 * be older than the sources. The result lies inside the project, where packages are found.
 */
export async function compile(folders: readonly string[]): Promise<Compiled> {
  await mkdir(join(root, ".test"), { recursive: true });
  const folder = await mkdtemp(join(root, ".test/compiled-"));
  const config = {
    extends: "../../tsconfig.json",
    compilerOptions: { rootDir: "../../src", outDir: ".", noCheck: true, declaration: false },
    include: folders.map((name) => `../../src/${name}`),
  };
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify(config));
  const compiler = join(dirname(fileURLToPath(import.meta.resolve("typescript/package.json"))), "bin/tsc");
  await promisify(execFile)(process.execPath, [compiler, "-p", folder]);
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
