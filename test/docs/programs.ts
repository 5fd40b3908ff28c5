import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { root } from "../house/repository.ts";

const run = promisify(execFile);

/** Programs of a page in a folder inside the project, where `tidemark` is found by its own name. */
export interface Programs {
  /** What the compiler finds wrong with all of them; empty where nothing is. */
  check(): Promise<string>;
  /** Run one in `cwd`; what it prints. Throws where it fails. */
  run(index: number, cwd: string): Promise<string>;
  remove(): Promise<void>;
}

/**
 * Write programs down so that they can be checked and run against the compiled library. They are run as the JavaScript
 * that they are: Node 20 reads no types, so a page's programs need none.
 */
export async function writePrograms(sources: readonly string[]): Promise<Programs> {
  await mkdir(join(root, ".test"), { recursive: true });
  const folder = await mkdtemp(join(root, ".test/programs-"));
  for (const [i, source] of sources.entries()) {
    await writeFile(join(folder, `program-${i}.mts`), source);
    await writeFile(join(folder, `program-${i}.mjs`), source);
  }
  const config = {
    extends: "../../tsconfig.json",
    compilerOptions: { rootDir: "../..", noEmit: true },
    include: ["*.mts"],
  };
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify(config));
  return {
    async check() {
      const compiler = join(dirname(fileURLToPath(import.meta.resolve("typescript/package.json"))), "bin/tsc");
      const compiled = run(process.execPath, [compiler, "-p", folder]);
      return compiled.then(
        () => "",
        (error: { readonly stdout: string }) => error.stdout,
      );
    },
    run: async (index, cwd) => (await run(process.execPath, [join(folder, `program-${index}.mjs`)], { cwd })).stdout,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
