import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import { emptyFolder, executable } from "../cli/tidemark.ts";

// Another Node may have to be fetched first.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const home = emptyFolder();
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** The other major version of Node that is supported, by its path; null where npm cannot get it. */
const otherMajor = process.versions.node.startsWith("24.") ? 20 : 24;
const otherNode = pathOfNode(otherMajor);

function pathOfNode(major: number): string | null {
  try {
    const args = ["--yes", "--prefix", home, "-p", `node@${major}`, "--", "node", "-p", "process.execPath"];
    return execFileSync("npx", args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return null;
  }
}

/** Simulate with everything on, by `node` in an environment of its own; every Parquet file's name and hash. */
function simulated(node: string, dir: string, { workers, env }: { readonly workers: number; readonly env: object }) {
  const what = ["--users", "66000", "--from", "2026-03-07", "--to", "2026-03-09", "--seed", "7", "--dirty", "0.5"];
  const run = (...args: readonly string[]) =>
    execFileSync(node, [executable, ...args, "--dir", dir], {
      cwd: home,
      env: { PATH: process.env["PATH"], HOME: home, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
  run("init", "--timezone", "America/New_York", "--week-start", "sunday");
  run("simulate", ...what, "--truth", "full", "--workers", String(workers));
  const lake = join(home, dir, "lake");
  const names = readdirSync(lake, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".parquet"));
  return names.toSorted().map(
    (name) =>
      `${name} ${createHash("sha256")
        .update(readFileSync(join(lake, name)))
        .digest("hex")}`,
  );
}

test.skipIf(otherNode === null)(
  `Node ${otherMajor} in another timezone and locale writes the same files, byte for byte (needs npm's node@${otherMajor})`,
  () => {
    const here = simulated(process.execPath, "here", { workers: 1, env: { TZ: "UTC", LC_ALL: "C" } });
    const env = { TZ: "Asia/Kathmandu", LC_ALL: "tr_TR.UTF-8", LANG: "tr_TR.UTF-8" };
    const there = simulated(otherNode ?? "", "there", { workers: 4, env });
    expect(here.length).toBeGreaterThan(15);
    expect(there).toEqual(here);
  },
);
