import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, statSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { type Bench, median } from "../bench.ts";
import { peakMemoryMb } from "../peak-memory.ts";

/** Users of one shard; a run has an even number of shards, so that two processes have the same work. */
const usersPerShard = 65_536;
const [from, to] = ["2025-01-01", "2026-01-01"];
const referenceRows = 300_000;
/** Rows that are encoded from memory at most: of a longer run, some of its rows. */
const residentRows = 10_000_000;

/** The seed's own way: a loop of Python's standard library that writes one row after the other to a CSV file. */
const pythonLoop = `
import csv, datetime, random, sys, time
start = time.perf_counter()
day = datetime.datetime(2025, 1, 1)
with open(sys.argv[1], "w", newline="") as file:
    rows = csv.writer(file)
    for n in range(int(sys.argv[2])):
        at = day + datetime.timedelta(seconds=random.randrange(31536000))
        rows.writerow([f"e{n}", f"u{random.randrange(130000)}",
            random.choice(("editor_opened", "project_created", "project_exported")), at.isoformat(),
            (at + datetime.timedelta(seconds=random.randrange(4))).isoformat(), n,
            random.choices(("web", "ios", "android"), (60, 17, 23))[0], random.choice(("US", "IN", "BR", "DE")),
            random.choice(("new", "returning")), f"p{random.randrange(1000000)}", ""])
print(time.perf_counter() - start)
`;

/** Writing the default company with everything on, beside encoding the same rows from memory and beside Python. */
export const simulate: Bench = {
  meaning: "simulating 10 M events with the answer key; TIDEMARK_BENCH_SHARDS=20 makes it 100 M",
  targets: {
    r1: { min: 0.5 },
    r4: { min: 15 },
    mem_mb: { max: 256 },
    bytes_per_event: { max: 12 },
    workers2: { min: 1.4 },
  },
  run: async (tell) => {
    const users = usersPerShard * Number(process.env["TIDEMARK_BENCH_SHARDS"] ?? 2);
    const folder = await mkdtemp(join(tmpdir(), "tidemark-bench-"));
    try {
      const [ones, twos, ceilings] = [[] as Run[], [] as Run[], [] as number[]];
      for (let round = 0; round < 2; round++) {
        ones.push(await run(folder, { users, workers: 1 }));
        twos.push(await run(folder, { users, workers: 2 }));
        ceilings.push(await encodeCeiling(folder));
        tell(
          `round ${round + 1}: one ${rateOf(ones)}, two ${rateOf(twos)}, R1 ${Math.round(median(ceilings))} events/s`,
        );
      }
      const args = ["-c", pythonLoop, join(folder, "loop.csv"), String(referenceRows)];
      const python = referenceRows / Number(execFileSync("python3", args, { encoding: "utf8" }));
      tell(`${ones[0]?.events ?? 0} events; R4 ${Math.round(python)} rows/s`);
      return {
        r1: round2(rateOf(twos) / median(ceilings)),
        r4: round2(rateOf(twos) / python),
        mem_mb: Math.round(Math.max(...[...ones, ...twos].map(({ memoryMb }) => memoryMb))),
        bytes_per_event: round2(twos[0]?.bytesPerEvent ?? Number.NaN),
        workers2: round2(rateOf(twos) / rateOf(ones)),
        events_per_second: Math.round(rateOf(twos)),
      };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

interface Run {
  readonly events: number;
  readonly seconds: number;
  readonly bytesPerEvent: number;
  readonly memoryMb: number;
}

/** Simulate into a fresh workspace by a cold process, as a person would. */
async function run(folder: string, { users, workers }: { users: number; workers: number }): Promise<Run> {
  const dir = join(folder, "workspace");
  await rm(dir, { recursive: true, force: true });
  const what = ["--users", String(users), "--from", from, "--to", to, "--seed", "1", "--workers", String(workers)];
  const start = performance.now();
  const child = spawn(
    process.execPath,
    ["dist/cli/main.js", "simulate", ...what, "--dir", dir, "--quiet", "--format", "json"],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  let said = "";
  child.stdout.on("data", (text: Buffer) => (said += text.toString()));
  const memory = peakMemoryMb(child.pid ?? 0);
  const [code] = (await once(child, "close")) as [number | null];
  const seconds = (performance.now() - start) / 1_000;
  if (code !== 0) throw new Error(`simulate ended with ${code}`);
  const { events } = JSON.parse(said) as { readonly events: number };
  const bytes = eventFiles(dir).reduce((sum, path) => sum + statSync(path).size, 0);
  return { events, seconds, bytesPerEvent: bytes / events, memoryMb: memory.stop() };
}

/** R1: events a second when the same eleven columns are encoded from memory by the same settings. */
async function encodeCeiling(folder: string): Promise<number> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    const files = eventFiles(join(folder, "workspace")).map((path) => `'${path}'`);
    await connection.run(
      `create table resident as select * from read_parquet([${files.join(", ")}], hive_partitioning = false) limit ${residentRows}`,
    );
    const rows = Number((await connection.runAndReadAll("select count(*) from resident")).getRows()[0]?.[0]);
    const start = performance.now();
    const target = join(folder, "ceiling.parquet");
    const settings = "format parquet, compression zstd, parquet_version v2, row_group_size 61440";
    await connection.run(`copy resident to '${target}' (${settings})`);
    return rows / ((performance.now() - start) / 1_000);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

function eventFiles(dir: string): string[] {
  const events = join(dir, "lake/event");
  return readdirSync(events, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".parquet"))
    .map((name) => join(events, name));
}

function rateOf(runs: readonly Run[]): number {
  return Math.round(median(runs.map(({ events, seconds }) => events / seconds)));
}

function round2(value: number): number {
  return Math.round(value * 100) / 100;
}
