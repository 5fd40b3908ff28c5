import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { must, root } from "./stage.mjs";

/**
 * Installs the packages of `folder` (default: the root) as its lockfile says, where they are not installed so already.
 * Ends the process where npm fails.
 */
export async function installPackages(folder = ".") {
  const cwd = join(root, folder);
  if (isInstalled(cwd)) return;
  // Not `npm ci`: it refuses a lockfile without the optional packages of other platforms, and npm leaves those out where
  // the registry at hand does not have them. With --no-save the lockfile is obeyed and never written.
  const command = ["npm", "install", "--no-save", "--no-audit", "--no-fund", "--prefer-offline"];
  await must(`install packages (${folder})`, command, { cwd, stdout: 2 });
}

/** Whether node_modules holds what the lockfile lists; optional packages of other platforms may be missing. */
function isInstalled(folder) {
  const record = join(folder, "node_modules/.package-lock.json");
  if (!existsSync(record)) return false;
  const wanted = JSON.parse(readFileSync(join(folder, "package-lock.json"), "utf8")).packages;
  const present = JSON.parse(readFileSync(record, "utf8")).packages;
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    if (path === "") return true;
    return path in present ? present[path].version === version : optional === true;
  });
}
