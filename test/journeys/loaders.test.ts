import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { importEvents } from "../../src/workspace/jobs.ts";
import { answerSchema } from "../../src/serve/contract.ts";
import { ask } from "../../src/workspace/ask.ts";
import { openWorkspace } from "../../src/workspace/open.ts";
import { emptyFolder, tidemark } from "../cli/tidemark.ts";
import { type Contents, contentsOf } from "../warehouse/contents.ts";
import { type Started, started } from "./started.ts";

// Whole commands, one after another: on a busy machine they take their time.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const seed = Number(process.env["TEST_SEED"] ?? Date.now() % 1_000_000_000);
const home = emptyFolder();
const dir = join(home, "workspace");
const warehouse = join(dir, "warehouse");
const plan = ["--users", "200", "--from", "2025-12-01", "--to", "2026-02-10", "--seed", "7"];
const eventsPerImport = 3;
let imports = 0;

const run = (...args: string[]) => tidemark([...args, "--dir", dir], { cwd: home });

beforeAll(async () => {
  expect((await run("init")).code).toBe(0);
  expect((await run("simulate", ...plan)).code).toBe(0);
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** Bring a few more events into the lake. */
async function bringMore(): Promise<void> {
  const file = join(home, `more-${++imports}.csv`);
  const rows = Array.from({ length: eventsPerImport }, (_, i) => `late-${imports},editor_opened,2026-01-0${i + 1}`);
  writeFileSync(file, ["user,event,at", ...rows, ""].join("\n"));
  const ws = await openWorkspace({ dir });
  await importEvents(ws, { files: [file], map: "user_id=user,event_name=event,occurred_at=at" });
  await ws.close();
}

/** How many events there are, and in which generation, as a reader of its own sees it; null before any load. */
async function seen(): Promise<{ readonly generation: number; readonly events: number } | null> {
  const ws = await openWorkspace({ dir });
  try {
    const { generation, rows } = await ask(ws, { metrics: ["events"], event: ["*"], grain: "total" });
    return { generation, events: Number(rows[0]?.["events"]) };
  } catch (error) {
    if ((error as { readonly code?: string }).code === "nothing_loaded") return null;
    throw error;
  } finally {
    await ws.close();
  }
}

/** What a warehouse of this lake holds. */
async function contents(folder = warehouse): Promise<Contents> {
  const ws = await openWorkspace({ dir, warehouse: `duckdb:${folder}` });
  try {
    return await ws.readers.use(contentsOf);
  } finally {
    await ws.close();
  }
}

/** The lake loaded at once, by nobody disturbed, into a warehouse of its own. */
async function undisturbed(name: string): Promise<Contents> {
  const folder = join(home, name);
  expect((await run("load", "--warehouse", `duckdb:${folder}`)).code).toBe(0);
  return contents(folder);
}

/** Resolves once a load holds the lock, or has ended. */
async function untilWorking({ child }: Started): Promise<void> {
  const lock = join(warehouse, "load.lock");
  const holder = () => readFile(lock, "utf8").catch(() => "");
  while (child.exitCode === null && !(await holder()).includes(`"pid":${child.pid},`)) await sleep(1);
}

/** How long a load of everything holds the lock. */
async function loadMs(): Promise<number> {
  rmSync(warehouse, { recursive: true, force: true });
  const loader = started(["load", "--dir", dir], home);
  await untilWorking(loader);
  const begin = performance.now();
  while (existsSync(join(warehouse, "load.lock"))) await sleep(1);
  await loader.ended;
  return performance.now() - begin;
}

/** Numbers from 0 to 1 that follow from the seed alone. */
function* chances(): Generator<number> {
  for (let state = seed; ;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 32;
  }
}

describe("two loaders at once", () => {
  test("race ten times: one wins, the other ends with 6 naming it, and readers see whole generations only", async () => {
    expect((await run("load")).code).toBe(0);
    const base = (await seen())?.events ?? 0;
    const serving = started(["serve", "--port", "0", "--dir", dir], home);
    const url = (await serving.address()).split("#")[0];
    let racing = true;
    const sightings: { readonly generation: number; readonly events: number }[] = [];
    const looking = (async () => {
      while (racing) {
        const sight = await seen();
        if (sight !== null) sightings.push(sight);
        await sleep(20);
      }
    })();
    let conflicts = 0;
    for (let round = 1; round <= 10; round++) {
      await bringMore();
      const loaders = [started(["load", "--dir", dir], home), started(["load", "--dir", dir], home)];
      const ends = await Promise.all(loaders.map(({ ended }) => ended));
      for (const [i, { code, err }] of ends.entries()) {
        if (code === 0) continue;
        const winner = loaders[1 - i]?.child.pid;
        expect([code, err]).toEqual([6, expect.stringMatching(/^error: .+\nhint: .+\n$/)]);
        expect(err).toContain(`process ${winner} on ${hostname()}`);
        conflicts++;
      }
      expect(ends.some(({ code }) => code === 0)).toBe(true);
      const newest = { generation: round + 1, events: base + eventsPerImport * round };
      expect(await seen()).toEqual(newest);
      const served = await fetch(`${url}v1/query?metric=events&event=*&grain=total`);
      const { generation, rows } = answerSchema.parse(await served.json());
      expect({ generation, events: rows[0]?.["events"] }).toEqual(newest);
    }
    racing = false;
    await looking;
    expect(conflicts).toBeGreaterThan(0);
    for (const { generation, events } of sightings) expect(events).toBe(base + eventsPerImport * (generation - 1));
    expect(new Set(sightings.map(({ generation }) => generation)).size).toBeGreaterThan(1);
    serving.child.kill("SIGINT");
    expect((await serving.ended).code).toBe(0);
  });

  test("a lock left by a process that is gone is taken over; one of another machine is not", async () => {
    const lock = join(warehouse, "load.lock");
    expect((await run("load")).code).toBe(0);
    const gone = started(["--version"], home);
    await gone.ended;
    await bringMore();
    const left = JSON.stringify({ pid: gone.child.pid, host: hostname(), token: "left behind" });
    for (const path of [lock, `${lock}.left behind`]) writeFileSync(path, left);
    expect((await run("load")).code).toBe(0);
    expect(readdirSync(warehouse).filter((name) => name.startsWith("load.lock"))).toEqual([]);

    writeFileSync(lock, JSON.stringify({ pid: gone.child.pid, host: "another-host", token: "elsewhere" }));
    const { code, err } = await run("load");
    expect([code, err]).toEqual([6, expect.stringMatching(/process \d+ on another-host\.\nhint: .*load\.lock.*\n$/)]);
    rmSync(lock);
  });
});

describe("a loader that is killed", () => {
  test(`at twenty random moments leaves the old generation readable, and the next load completes (seed ${seed})`, async () => {
    const chance = chances();
    let windowMs = await loadMs();
    rmSync(warehouse, { recursive: true, force: true });
    for (let kills = 0, attempts = 0; kills < 20; attempts++) {
      expect(attempts, "loads started without twenty kills having met one at work").toBeLessThan(100);
      const before = await seen();
      const loader = started(["load", "--dir", dir], home);
      await untilWorking(loader);
      await sleep(windowMs * (chance.next().value ?? 0));
      loader.child.kill("SIGKILL");
      const { signal } = await loader.ended;
      // A load of a few more events is shorter than the whole one, and how long either takes is the machine's affair.
      if (signal === "SIGKILL") kills++;
      else windowMs *= 0.8;
      const after = await seen();
      if (after?.generation === before?.generation) {
        expect(after).toEqual(before);
      } else {
        expect(after?.generation).toBe((before?.generation ?? 0) + 1);
        await bringMore();
      }
    }

    expect((await run("load")).code).toBe(0);
    expect(await contents()).toEqual(await undisturbed("whole"));
    const number = readFileSync(join(warehouse, "current"), "utf8").trim();
    await bringMore();
    expect((await run("load")).code).toBe(0);
    const kept = [Number(number), Number(number) + 1].flatMap((n) => [
      `generation-${n}.duckdb`,
      `generation-${n}.json`,
    ]);
    expect(readdirSync(warehouse).toSorted()).toEqual(["current", ...kept].toSorted());
  });
});

describe("a simulation that is killed", () => {
  test(`at random moments publishes nothing, and the next run gives the same bytes (seed ${seed})`, async () => {
    const chance = chances();
    const args = (name: string) => ["simulate", "--dir", join(home, name), ...plan, "--users", "2000"];
    const begin = performance.now();
    expect((await tidemark(args("whole-simulation"))).code).toBe(0);
    const wholeMs = performance.now() - begin;
    const hashes = (name: string) => {
      const log = join(home, name, "lake/_log/00000000000000000001.json");
      const { add } = JSON.parse(readFileSync(log, "utf8")) as { add: { path: string; sha256: string }[] };
      return add.map(({ path, sha256 }) => `${path} ${sha256}`);
    };
    for (let point = 0; point < 5; point++) {
      const simulation = started(args("killed-simulation"), home);
      await sleep(wholeMs * (0.2 + 0.7 * (chance.next().value ?? 0)));
      simulation.child.kill("SIGKILL");
      await simulation.ended;
    }
    expect((await tidemark(args("killed-simulation"))).code).toBe(0);
    expect(hashes("killed-simulation")).toEqual(hashes("whole-simulation"));
    expect(readdirSync(join(home, "killed-simulation/scratch"))).toEqual([]);
    const lake = join(home, "killed-simulation/lake");
    const files = readdirSync(lake, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".parquet"));
    const named = hashes("killed-simulation").map((text) => String(text.split(" ")[0]));
    expect(files.toSorted()).toEqual(named.toSorted());
  });
});
