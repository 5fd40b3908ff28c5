import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { initWorkspace } from "../../src/workspace/init.ts";
import { openWorkspace } from "../../src/workspace/open.ts";
import type { Bench, Figures } from "../bench.ts";
import { cpuSecondsBelow } from "../cpu-seconds.ts";
import { clickhouseReference, postgresReference, type Reference } from "../load/references.ts";
import { writeSameRows } from "../load/same-rows.ts";
import { peakMemoryMb } from "../peak-memory.ts";
import { addBenchEvents, benchYear, usersFor } from "../query/bench-lake.ts";

/** Events, roughly; `TIDEMARK_BENCH_ROWS=1000000` to try it. */
const wanted = Number(process.env["TIDEMARK_BENCH_ROWS"] ?? 10_000_000);

const references = { PostgreSQL: postgresReference, ClickHouse: clickhouseReference } as const;

/** What the ratio of each is called. */
const rows = { PostgreSQL: "load_postgres", ClickHouse: "load_clickhouse" } as const;

/** The engines to measure: all, or the one that an argument names. */
const asked = process.argv[3];
const measured = (Object.keys(references) as (keyof typeof references)[]).filter((name) => (asked ?? name) === name);

/**
 * A first `tidemark load` into each server, beside that server's own loader on the same rows, events and rollups, which are
 * written to files beforehand. The local generation, which settles what counts, stands already: its time is told for itself.
 */
export const load: Bench = {
  meaning:
    "a first load of a year of events into PostgreSQL and ClickHouse, beside \\copy and insert … from file; one of them as an argument",
  targets: Object.fromEntries(measured.map((engine) => [rows[engine], { min: 0.7 }])),
  run: async (tell) => {
    const folder = await mkdtemp(join(tmpdir(), "tidemark-bench-load-"));
    // The servers run as other users and read what lies here.
    await chmod(folder, 0o755);
    try {
      const dir = join(folder, "workspace");
      const events = await makeLake(dir);
      tell(`${events} events`);
      const local = await loaded(dir);
      tell(`local generation: ${JSON.stringify(local)}`);
      const figures: Record<string, number> = {
        events,
        lake_mb: megabytes(await bytesOf(join(dir, "lake"))),
        local_s: local.seconds,
        local_cpu_s: local.cpuSeconds,
        local_mem_mb: local.memoryMb,
        local_mb: megabytes(await bytesOf(join(dir, "warehouse"))),
      };
      for (const engine of measured) {
        Object.assign(figures, await measureEngine(engine, { dir, folder, events, tell }));
      }
      return figures;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function makeLake(dir: string): Promise<number> {
  await initWorkspace({ dir });
  const ws = await openWorkspace({ dir });
  try {
    return await addBenchEvents(await ws.lake(), { users: usersFor(wanted), ...benchYear }, dir);
  } finally {
    await ws.close();
  }
}

interface Place {
  readonly dir: string;
  readonly folder: string;
  readonly events: number;
  readonly tell: (line: string) => void;
}

async function measureEngine(engine: keyof typeof references, place: Place): Promise<Figures> {
  const { dir, folder, events, tell } = place;
  // Not before it is needed: the other benchmarks run without the packages of the tests' engines.
  const { engines } = await import("../../test/services/engines.ts");
  const service = await engines[engine]();
  try {
    const address = await service.place("loaded");
    const reference = references[engine](address);
    const files = await writeSameRows(dir, reference.format, await madeFolder(join(folder, "files")));
    const before = await filled(reference, files);
    const own = await loaded(dir, address);
    // The machine is shared: the reference is taken on both sides of what it is held against.
    const after = await filled(reference, files);
    const [ours, theirs] = [await reference.stored("loaded"), await reference.stored(null)];
    for (const found of [ours.events, theirs.events])
      if (found !== events) throw new Error(`${engine} holds ${found} events of ${events}`);
    const seconds = (before.seconds + after.seconds) / 2;
    const cpuSeconds = (before.cpuSeconds + after.cpuSeconds) / 2;
    tell(`${engine}: load ${JSON.stringify(own)}, reference ${JSON.stringify([before, after])}`);
    const named = (figures: Figures): Figures =>
      Object.fromEntries(
        Object.entries(figures).map(([name, value]) => [`${engine.toLowerCase()}_${name}`, rounded(value)]),
      );
    const row = rows[engine];
    return {
      [row]: rounded(seconds / own.seconds),
      [`${row}_cpu`]: rounded(cpuSeconds / own.cpuSeconds),
      ...named({
        s: own.seconds,
        reference_s: seconds,
        cpu_s: own.cpuSeconds,
        reference_cpu_s: cpuSeconds,
        mem_mb: own.memoryMb,
        stored_mb: megabytes(ours.bytes),
        reference_stored_mb: megabytes(theirs.bytes),
      }),
    };
  } finally {
    await service.stop();
    await rm(join(folder, "files"), { recursive: true, force: true });
  }
}

interface Cost {
  readonly seconds: number;
  /** Of the loader and the server together. */
  readonly cpuSeconds: number;
}

async function costOf(work: () => Promise<void>): Promise<Cost> {
  const [startedAt, cpu] = [performance.now(), cpuSecondsBelow()];
  await work();
  return { seconds: rounded((performance.now() - startedAt) / 1_000), cpuSeconds: rounded(cpuSecondsBelow() - cpu) };
}

async function filled(reference: Reference, files: Parameters<Reference["fill"]>[0]): Promise<Cost> {
  await reference.prepare(files);
  return costOf(() => reference.fill(files));
}

/** Load in a process of its own, as a person would; into the local folder where no server is named. */
async function loaded(dir: string, warehouse?: string): Promise<Cost & { readonly memoryMb: number }> {
  let memoryMb = 0;
  const cost = await costOf(async () => {
    const child = spawn(process.execPath, ["dist/cli/main.js", "load", "--quiet", "--dir", dir], {
      stdio: ["ignore", "ignore", "inherit"],
      env: { ...process.env, ...(warehouse === undefined ? {} : { TIDEMARK_WAREHOUSE: warehouse }) },
    });
    const memory = peakMemoryMb(child.pid ?? 0);
    const [code] = (await once(child, "exit")) as [number | null];
    memoryMb = Math.round(memory.stop());
    if (code !== 0) throw new Error(`The load ended with ${code}.`);
  });
  return { ...cost, memoryMb };
}

async function madeFolder(path: string): Promise<string> {
  await mkdir(path, { recursive: true });
  return path;
}

async function bytesOf(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true });
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1e6);
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
