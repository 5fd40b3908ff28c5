import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import type { Bench } from "../bench.ts";
import { cpuSecondsBelow } from "../cpu-seconds.ts";
import { peakMemoryOfAllMb } from "../peak-memory.ts";

/** Rows; `TIDEMARK_BENCH_ROWS=50000000` for the long run. */
const rows = Number(process.env["TIDEMARK_BENCH_ROWS"] ?? 10_000_000);
const map =
  "event_id=id,user_id=user,event_name=event,occurred_at=at,platform=platform,country=country,properties.plan=plan";

/** An event log of `rows` rows, in the order of time, as one query. */
const log = `select 'e' || i as id, 'u' || (hash(i)::hugeint % greatest(${rows} // 90, 1)) as "user",
  ['editor_opened', 'project_created', 'project_exported', 'clicked'][1 + (hash(i + 1) % 4)::bigint] as event,
  strftime(timestamp '2025-01-01' + to_microseconds((i * (31536000000000 // ${rows}))::bigint), '%Y-%m-%dT%H:%M:%SZ') as "at",
  ['web', 'ios', 'android'][1 + (hash(i + 2) % 3)::bigint] as platform, ['DE', 'FR', 'US', 'IN', 'BR'][1 + (hash(i + 3) % 5)::bigint] as country,
  ['free', 'pro'][1 + (hash(i + 4) % 2)::bigint] as plan
  from range(${rows}) r(i)`;

/** What the engine's reader alone makes of the file, typed and in the lake's encoding: the reference. */
const typed = `select id, "user", event, "at"::timestamptz::timestamp as "at", platform, country, plan`;

/** `tidemark import events` beside the engine's own reader on the same file, which writes the same Parquet. */
export const importing: Bench = {
  meaning: "an import of CSV and of JSON lines, beside DuckDB's own readers on the same files",
  targets: { import_csv: { min: 0.4 }, import_jsonl: { min: 0.3 }, import_mem_mb: { max: 1_024 } },
  run: async (tell) => {
    const folder = mkdtempSync(join(tmpdir(), "tidemark-bench-import-"));
    try {
      const csv = await measure("csv", folder, tell);
      const jsonl = await measure("jsonl", folder, tell);
      return {
        import_csv: csv.ratio,
        import_jsonl: jsonl.ratio,
        import_mem_mb: Math.max(csv.memoryMb, jsonl.memoryMb),
        import_csv_cpu: csv.cpuRatio,
        import_jsonl_cpu: jsonl.cpuRatio,
        import_csv_s: csv.seconds,
        import_jsonl_s: jsonl.seconds,
        duckdb_csv_s: csv.referenceSeconds,
        duckdb_jsonl_s: jsonl.referenceSeconds,
      };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** Time by the clock, and that of all processors. */
interface Spent {
  readonly seconds: number;
  readonly cpuSeconds: number;
}

interface Measured {
  readonly ratio: number;
  readonly cpuRatio: number;
  readonly seconds: number;
  readonly referenceSeconds: number;
  /** Of all processes together. */
  readonly memoryMb: number;
}

async function measure(format: "csv" | "jsonl", folder: string, tell: (line: string) => void): Promise<Measured> {
  const path = join(folder, `log.${format}`);
  const reader = format === "csv" ? `read_csv('${path}')` : `read_ndjson('${path}')`;
  await inEngine(`copy (${log}) to '${path}' (format ${format === "csv" ? "csv, header" : "json"})`);
  const before = await reference(reader, folder);
  const { seconds, cpuSeconds, memoryMb } = await imported(path, join(folder, format));
  // The machine is shared: the reference is taken on both sides of what it is held against.
  const after = await reference(reader, folder);
  const referenceSeconds = rounded((before.seconds + after.seconds) / 2);
  const referenceCpu = rounded((before.cpuSeconds + after.cpuSeconds) / 2);
  const own = `import ${seconds} s (${cpuSeconds} s of CPU)`;
  tell(`${format}: ${rows} rows, ${own}, reference ${referenceSeconds} s (${referenceCpu}), ${memoryMb} MB`);
  rmSync(path);
  rmSync(join(folder, format), { recursive: true });
  const cpuRatio = rounded(referenceCpu / cpuSeconds);
  return { ratio: rounded(referenceSeconds / seconds), cpuRatio, seconds, referenceSeconds, memoryMb };
}

function reference(reader: string, folder: string): Promise<Spent> {
  const out = join(folder, "reference.parquet");
  return inEngine(`copy (${typed} from ${reader}) to '${out}' (format parquet, compression zstd, parquet_version v2)`);
}

async function inEngine(statement: string): Promise<Spent> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const [start, used] = [performance.now(), process.cpuUsage()];
  await connection.run(statement);
  const seconds = (performance.now() - start) / 1_000;
  const { user, system } = process.cpuUsage(used);
  connection.closeSync();
  instance.closeSync();
  return { seconds, cpuSeconds: (user + system) / 1_000_000 };
}

/** Import in a process of its own, whose greatest memory, with that of those it starts, is asked of the system. */
async function imported(path: string, dir: string): Promise<Spent & Pick<Measured, "memoryMb">> {
  const [start, used] = [performance.now(), cpuSecondsBelow()];
  const args = [
    "dist/cli/main.js",
    "import",
    "events",
    path,
    "--map",
    map,
    "--dir",
    dir,
    "--quiet",
    "--format",
    "json",
  ];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "inherit"] });
  const memory = peakMemoryOfAllMb(child.pid ?? 0);
  const [code] = (await once(child, "exit")) as [number | null];
  const memoryMb = Math.round(memory.stop());
  if (code !== 0) throw new Error(`The import ended with ${code}.`);
  const seconds = rounded((performance.now() - start) / 1_000);
  return { seconds, cpuSeconds: rounded(cpuSecondsBelow() - used), memoryMb };
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
