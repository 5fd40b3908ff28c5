import { readdirSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { installPackages } from "./install.mjs";
import { binary, root, stage } from "./stage.mjs";

const stamp = join(root, "dist/.built");

/** Compiles the library and packs its commands, and bundles the dashboard for browsers and for export, all at once, into `dist/`. Resolves to the exit code. */
export async function build() {
  const startedAt = new Date();
  rmSync(stamp, { force: true });
  const codes = await Promise.all([
    compile(),
    stage(
      "bundle the dashboard",
      [binary("vite"), "build", "--config", "src/web/vite.config.ts", "--logLevel", "warn"],
      {
        stdout: 2,
      },
    ),
    stage(
      "bundle the pages for export",
      [binary("vite"), "build", "--config", "src/web/vite.pages.config.ts", "--logLevel", "warn"],
      { stdout: 2 },
    ),
  ]);
  const code = Math.max(...codes);
  if (code === 0) {
    writeFileSync(stamp, "");
    utimesSync(stamp, startedAt, startedAt);
  }
  return code;
}

async function compile() {
  const code = await stage("compile", [binary("tsc"), "-p", "."], { stdout: 2 });
  return code || stage("pack the commands", [process.execPath, join(root, "scripts/bundle.mjs")], { stdout: 2 });
}

/** Builds where `dist/` is missing, half done or older than what it is made from. Ends the process where that fails. */
export async function buildWhereStale() {
  const builtAt = statSync(stamp, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const sources = readdirSync(join(root, "src"), { recursive: true }).map((path) => join("src", path));
  const newest = ["package.json", "tsconfig.json", "src", ...sources].map((path) => statSync(join(root, path)).mtimeMs);
  if (newest.every((changedAt) => changedAt < builtAt)) return;
  const code = await build();
  if (code !== 0) process.exit(code);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await installPackages();
  process.exit(await build());
}
