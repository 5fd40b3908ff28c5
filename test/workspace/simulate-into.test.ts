import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmdirSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { once } from "node:events";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type Lake, openLake } from "../../src/lake/lake.ts";
import { dayOf } from "../../src/schema/date.ts";
import { utc } from "../../src/schema/timezone.ts";
import { UserError } from "../../src/schema/user-error.ts";
import type { Company } from "../../src/simulate/company.ts";
import { mix } from "../../src/simulate/random.ts";
import { readScenario } from "../../src/workspace/scenario/read-scenario.ts";
import { simulateInto } from "../../src/workspace/simulate.ts";

// Whole simulations and hundreds of questions: on a busy machine they take their time.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

/** Child processes run compiled code, so the tests about them ask for a build. */
const dist = fileURLToPath(new URL("../../dist/", import.meta.url));
const built = join(dist, "workspace/simulate.js");
const isBuilt = existsSync(built) && existsSync(join(dist, "workspace/simulate-worker.js"));

/** Whether a small disk can be had: by root where file systems may be mounted. */
const canMount = process.platform === "linux" && process.getuid?.() === 0 && mounts();

/** Three shards. */
const company: Company = {
  users: 140_000,
  from: dayOf(2025, 12, 30),
  to: dayOf(2026, 1, 3),
  seed: 11,
  scenario: readScenario("canva-like"),
  timezone: utc,
  weekStart: 1,
};

/** The same for a day, where all that matters is which files there are. */
const oneDay = { to: company.from + 1 };

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tidemark-simulate-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("simulating into a lake", () => {
  test("writes every table in one commit that says what was simulated and until when it is complete", async () => {
    const { report, files, commits } = await simulated({ name: "one", workers: 1 });
    expect(report.alreadyDone).toBe(false);
    expect(report.events).toBeGreaterThan(10_000);
    expect(new Set(files.map(({ table }) => table))).toEqual(new Set(["event", "subscription", "calendar", "truth"]));
    expect(files.filter(({ path }) => path.startsWith("event/month=2026-01/"))).toHaveLength(3);
    expect(commits).toHaveLength(1);
    const end = dayOf(2026, 1, 3) * 86_400_000_000;
    expect(commits[0]?.through).toEqual({ events: end, subscriptions: end });
    expect(commits[0]?.details).toEqual({
      users: 140_000,
      from: "2025-12-30",
      to: "2026-01-03",
      seed: 11,
      scenario: "canva-like",
      timezone: "UTC",
      weekStart: 1,
      shards: 3,
    });
    expect(await readdir(join(folder, "one/scratch"))).toEqual([]);
  });

  test("writes nothing when the lake has this very company already", async () => {
    const first = await simulated({ name: "twice", workers: 1 });
    const second = await simulated({ name: "twice", workers: 1 });
    expect(second.report).toMatchObject({ alreadyDone: true, events: first.report.events, bytes: first.report.bytes });
    expect(second.commits).toHaveLength(1);
  });

  test("is refused when the lake has another company, which the message names", async () => {
    await simulated({ name: "other", workers: 1 });
    const second = simulated({ name: "other", workers: 1, changes: { seed: 12 } });
    await expect(second).rejects.toThrow(UserError);
    await expect(second).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("seed 11") as string,
    });
  });

  test("in parts, into one lake, gives the same files as the whole, byte for byte, and refuses other cuts", async () => {
    const whole = await simulated({ name: "undivided", workers: 1 });
    await simulated({ name: "parts", workers: 1, part: { index: 2, of: 2 } });
    const other = simulated({ name: "parts", workers: 1, part: { index: 1, of: 3 } });
    await expect(other).rejects.toMatchObject({ code: "conflict" });
    const parts = await simulated({ name: "parts", workers: 1, part: { index: 1, of: 2 } });
    expect(parts.hashes).toEqual(whole.hashes);
    expect(parts.commits).toHaveLength(2);
  });

  test.skipIf(!isBuilt)(
    "gives the same files, byte for byte, with one, two and four processes (needs a build)",
    async () => {
      const one = await simulated({ name: "workers-1", workers: 1, from: built });
      const two = await simulated({ name: "workers-2", workers: 2, from: built });
      const four = await simulated({ name: "workers-4", workers: 4, from: built });
      expect(two.hashes).toEqual(one.hashes);
      expect(four.hashes).toEqual(one.hashes);
    },
  );

  test("goes on where the lake had no room for another file: what was finished and is sound is not simulated again", async () => {
    const whole = await simulated({ name: "roomy", workers: 1, changes: oneDay });
    const [files, ofShard] = [whole.files.length, (whole.files.length - 1) / 3];
    const name = "cramped";
    const fill = (room: number) => simulated({ name, workers: 1, changes: oneDay, room });
    await expect(fill(ofShard - 1)).rejects.toThrow(/scratch is full: \d+ bytes are free, about \d+ are needed\.$/);
    const full = await fill(2 * ofShard + 1).then(
      () => "",
      (error: unknown) => (error instanceof UserError ? error.message : ""),
    );
    // Two of three shards are kept, and what is missing is about as much as either.
    const needed = Number(/about (\d+) are needed/.exec(full)?.[1]);
    expect(needed / (whole.report.bytes / 3)).toBeCloseTo(1, 0);
    expect(await committed(name)).toEqual([]);
    const lost = whole.files.find(({ path }) => path.startsWith("event/") && path.endsWith("-0001.parquet"));
    await rm(join(folder, name, "lake", lost?.path ?? ""));
    const again = await simulated({ name, workers: 1, changes: oneDay });
    expect(again.hashes).toEqual(whole.hashes);
    // The first shard was finished; of the second a file was lost since, the third had just begun.
    expect(again.written).toBe(files - ofShard);
    expect(await readdir(join(folder, name, "scratch"))).toEqual([]);
  });

  test.skipIf(!isBuilt || !canMount)(
    "on a disk that is really full says what is free and what is needed, and goes on once there is room (needs a build, and root on Linux)",
    async () => {
      const whole = await simulated({ name: "wide", workers: 1, changes: oneDay });
      const name = "narrow";
      const disk = join(folder, name);
      await mkdir(disk);
      execFileSync("mount", ["-t", "tmpfs", "-o", `size=${Math.round(whole.report.bytes / 2)}`, "tmpfs", disk]);
      try {
        for (const workers of [1, 2]) {
          const full = simulated({ name, workers, changes: oneDay, from: built });
          await expect(full).rejects.toMatchObject({
            code: "disk_full",
            message: expect.stringMatching(/is full: \d+ bytes are free/),
          });
          expect(await committed(name)).toEqual([]);
        }
        execFileSync("mount", ["-o", "remount,size=64m", disk]);
        const again = await simulated({ name, workers: 2, changes: oneDay, from: built });
        expect(again.hashes).toEqual(whole.hashes);
      } finally {
        execFileSync("umount", [disk]);
      }
    },
  );

  // TIDEMARK_KILLS=50 for a longer campaign; the points are drawn by the seed, the outcome does not depend on them.
  const kills = Number(process.env["TIDEMARK_KILLS"] ?? 2);
  test.skipIf(!isBuilt)(
    `killed ${kills} times, at random points, it publishes nothing by halves, and the next run completes to the same bytes (needs a build)`,
    async () => {
      const whole = await simulated({ name: "whole", workers: 1, changes: oneDay, from: built });
      const luck = random(Number(process.env["TIDEMARK_SEED"] ?? 11));
      for (let kill = 0; kill < kills; kill++) {
        const name = `killed-${kill}`;
        // Half of the points lie right behind a file, half of them anywhere.
        const files = Math.floor(luck() * whole.files.length);
        const isFinished = await killedRun(name, { files, waitMs: kill % 2 === 0 ? 0 : luck() * 400 });
        // A kill that comes right behind the commit finds all of it published.
        const published = hashesOf(await committed(name));
        if (!isFinished && published.length > 0) expect(published).toEqual(whole.hashes);
        const again = await simulated({ name, workers: 2, changes: oneDay, from: built });
        expect([kill, files, again.hashes]).toEqual([kill, files, whole.hashes]);
        await rm(join(folder, name), { recursive: true, force: true });
      }
    },
    240_000 * Math.max(1, kills / 10),
  );
});

/** Whether a file system can be mounted here: a container may forbid it even to root. */
function mounts(): boolean {
  const probe = mkdtempSync(join(tmpdir(), "tidemark-mount-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "tmpfs", probe], { stdio: "ignore" });
    execFileSync("umount", [probe]);
    return true;
  } catch {
    return false;
  } finally {
    rmdirSync(probe);
  }
}

/** The files that a lake's log names. */
async function committed(name: string) {
  const lake = await openLake({ url: join(folder, name, "lake"), cacheDir: join(folder, name, "cache") });
  try {
    return (await lake.snapshot()).files;
  } finally {
    await lake.close();
  }
}

/** Paths and hashes of files of a lake, in one order. */
function hashesOf(files: readonly { readonly path: string; readonly sha256: string }[]): readonly string[] {
  return files.map(({ path, sha256 }) => `${path} ${sha256}`).toSorted();
}

/** Numbers in [0, 1), a series for each seed. */
function random(seed: number): () => number {
  let state = seed;
  return () => (mix(++state) >>> 0) / 4_294_967_296;
}

async function simulated(run: {
  name: string;
  workers: number;
  part?: { index: number; of: number };
  changes?: Partial<Company>;
  from?: string;
  /** How many files the lake takes before its disk is full. */
  room?: number;
}) {
  const dir = join(folder, run.name);
  const real = await openLake({ url: join(dir, "lake"), cacheDir: join(dir, "cache") });
  let written = 0;
  const lake: Lake = {
    ...real,
    addFile(file) {
      if (written === run.room) return Promise.reject(Object.assign(new Error("ENOSPC: full"), { code: "ENOSPC" }));
      written++;
      return real.addFile(file);
    },
  };
  try {
    const simulate =
      run.from === undefined
        ? simulateInto
        : ((await import(pathToFileURL(run.from).href)) as { simulateInto: typeof simulateInto }).simulateInto;
    const report = await simulate({
      lake,
      company: { ...company, ...run.changes },
      workers: run.workers,
      part: run.part ?? { index: 1, of: 1 },
      scratchDir: join(dir, "scratch"),
    });
    const { files, commits } = await lake.snapshot();
    return { report, files, commits, written, hashes: hashesOf(files) };
  } finally {
    await lake.close();
  }
}

/** Simulate in a process of its own and kill it `waitMs` after it has finished `files` files. Whether it was done before. */
async function killedRun(
  name: string,
  { files, waitMs }: { readonly files: number; readonly waitMs: number },
): Promise<boolean> {
  const dir = join(folder, name);
  const script = `
    const { openLake } = await import(${JSON.stringify(pathToFileURL(join(dist, "lake/lake.js")).href)});
    const { simulateInto } = await import(${JSON.stringify(pathToFileURL(built).href)});
    const { readScenario } = await import(${JSON.stringify(pathToFileURL(join(dist, "workspace/scenario/read-scenario.js")).href)});
    const { utc } = await import(${JSON.stringify(pathToFileURL(join(dist, "schema/timezone.js")).href)});
    const company = { ...${JSON.stringify({ ...company, ...oneDay, scenario: null, timezone: null })}, scenario: readScenario("canva-like"), timezone: utc };
    const lake = await openLake({ url: ${JSON.stringify(join(dir, "lake"))}, cacheDir: ${JSON.stringify(join(dir, "cache"))} });
    console.log("file");
    await simulateInto({ lake, company, workers: 2, part: { index: 1, of: 1 }, scratchDir: ${JSON.stringify(join(dir, "scratch"))}, onProgress: () => console.log("file") });
    console.log("finished");`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.on("data", (text: Buffer) => {
    said += text.toString();
    if (said.split("file").length > files + 1) setTimeout(() => child.kill("SIGKILL"), waitMs);
  });
  // Its output closes once its own processes are gone as well.
  await once(child, "close");
  return said.includes("finished");
}
