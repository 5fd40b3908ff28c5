import { execFileSync } from "node:child_process";
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openSession } from "../../src/warehouse/duckdb/session.ts";
import { initWorkspace } from "../../src/workspace/init.ts";
import { load } from "../../src/workspace/jobs.ts";
import { openWorkspace, type Workspace } from "../../src/workspace/open.ts";
import { type Bench, type Figures, median } from "../bench.ts";
import { addBenchEvents, benchYear, usersFor } from "../query/bench-lake.ts";
import { pageFigures } from "../query/pages.ts";
import { byLead, byLoop, byPass, numberSegments } from "../query/trailing.ts";

/** Questions over a year of events; `--events N` says how many, 10 million unless it is given. */
export const query: Bench = {
  meaning: "rollups and questions over a year of events (--events N, default 10000000)",
  targets: {
    trailing_vs_loop: { min: 5 },
    trailing_vs_lead: { min: 1.2 },
    trailing_segment_platform: { max: 2 },
    trailing_segment_country: { max: 2 },
    trailing_mem_vs_lead: { max: 0.5 },
    trailing_cpu_vs_scan: { max: 4 },
    dash_a_p95_ms: { max: 150 },
    dash_b_p95_ms: { max: 300 },
    dash_c_p95_ms: { max: 400 },
    rollups_s: { max: 40 },
    rollups_mem_mb: { max: 1_500 },
    rollups_share: { max: 0.25 },
    day_rollups_ms: { max: 500 },
    day_load_ms: { max: 5_000 },
    cold_kpi_ms: { max: 400 },
    help_ms: { max: 100 },
  },
  run: async (tell) => {
    const place = process.argv.indexOf("--events");
    const events = place < 0 ? 10_000_000 : Number(process.argv[place + 1]);
    const dir = await mkdtemp(join(tmpdir(), "tidemark-bench-"));
    await initWorkspace({ dir });
    const ws = await openWorkspace({ dir });
    try {
      const users = usersFor(events);
      const made = await addBenchEvents(await ws.lake(), { users, ...benchYear }, dir);
      tell(`${made} events of ${users} users`);
      const built = await timedLoad(ws);
      const [lakeBytes, warehouseBytes] = [
        await bytesOf(join(dir, "lake/event")),
        await bytesOf(join(dir, "warehouse")),
      ];
      tell("loaded");
      const trailing = await trailingFigures(dir);
      tell("trailing windows agree");
      const pages = await pageFigures(ws, tell);
      const days = [];
      for (const from of [0, 1, 2].map((day) => benchYear.to + day)) {
        await addBenchEvents(await ws.lake(), { users, from, to: from + 1 }, dir);
        days.push(await timedLoad(ws));
      }
      const cold = Array.from({ length: 5 }, () => coldStart(["query", "mau", "--dir", dir]));
      const help = Array.from({ length: 5 }, () => coldStart(["--help"]));
      return {
        events: made,
        ...trailing,
        ...pages,
        rollups_s: built.rollupsMs / 1_000,
        rollups_mem_mb: built.peakMb,
        rollups_share: warehouseBytes / lakeBytes,
        day_rollups_ms: median(days.map(({ rollupsMs }) => rollupsMs)),
        day_load_ms: median(days.map(({ totalMs }) => totalMs)),
        // The engine tidies what the first load wrote when it first adds to it.
        first_day_load_ms: days[0]?.totalMs ?? 0,
        cold_kpi_ms: median(cold),
        help_ms: median(help),
      };
    } finally {
      await ws.close();
      await rm(dir, { recursive: true, force: true });
    }
  },
};

const rollupSteps = ["counting activity", "measuring gaps between active days"];

async function timedLoad(ws: Workspace) {
  const startedAt = performance.now();
  let [step, since, rollupsMs, peakMb] = ["", startedAt, 0, 0];
  const enter = (next: string): void => {
    if (rollupSteps.includes(step)) rollupsMs += performance.now() - since;
    [step, since] = [next, performance.now()];
  };
  const watch = setInterval(() => (peakMb = Math.max(peakMb, process.memoryUsage.rss() / 1e6)), 100);
  await load(ws, {}, ({ stage }) => enter(stage));
  enter("");
  clearInterval(watch);
  return { rollupsMs, totalMs: performance.now() - startedAt, peakMb };
}

async function bytesOf(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true });
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** What a run in a process of its own took. */
interface Alone {
  readonly cpuSeconds: number;
  readonly peakMb: number;
}

/** Trailing actives of every day of the year from user_day, by the pass, by a query a day, and by LEAD; equal every day. */
async function trailingFigures(dir: string): Promise<Figures> {
  const path = join(dir, "warehouse/generation-1.duckdb");
  const session = await openSession({ path, readOnly: true, temporaryFolder: dir });
  try {
    await numberSegments(session);
    const pass = await timed(() => byPass(session));
    const platform = await timed(() => byPass(session, "platform"));
    const country = await timed(() => byPass(session, "country"));
    const lead = await timed(() => byLead(session));
    const loop = await timed(() => byLoop(session));
    for (const other of [lead, loop]) {
      if (JSON.stringify(other.result) !== JSON.stringify(pass.result)) throw new Error("Trailing actives differ");
    }
    return {
      trailing_ms: pass.ms,
      trailing_vs_loop: loop.ms / pass.ms,
      trailing_vs_lead: lead.ms / pass.ms,
      trailing_segment_platform: platform.ms / pass.ms,
      trailing_segment_country: country.ms / pass.ms,
      ...trailingAlone(path, dir),
    };
  } finally {
    session.close();
  }
}

/** The same in processes of their own, in which nothing else has taken memory or time: beside LEAD, and beside the scan floor. */
function trailingAlone(path: string, dir: string): Figures {
  const script = fileURLToPath(new URL("../query/trailing-alone.js", import.meta.url));
  const alone = (way: string): Alone => {
    const out = execFileSync(process.execPath, [script, way, path, dir], { encoding: "utf8" });
    return JSON.parse(out) as Alone;
  };
  const [idle, pass, lead] = [alone("idle"), alone("pass"), alone("lead")];
  // One after the other, so that whatever else the machine does meets both.
  const pairs = Array.from({ length: 3 }, () => ({ pass: alone("pass").cpuSeconds, scan: alone("scan").cpuSeconds }));
  const taken = (one: Alone) => Math.max(1, one.peakMb - idle.peakMb);
  return {
    trailing_mem_mb: taken(pass),
    trailing_lead_mem_mb: taken(lead),
    trailing_mem_vs_lead: taken(pass) / taken(lead),
    scan_cpu_s: median(pairs.map(({ scan }) => scan)),
    trailing_cpu_vs_scan: median(pairs.map(({ pass: cpu, scan }) => cpu / scan)),
  };
}

async function timed<T>(job: () => Promise<T>): Promise<{ readonly result: T; readonly ms: number }> {
  const startedAt = performance.now();
  const result = await job();
  return { result, ms: Math.round((performance.now() - startedAt) * 10) / 10 };
}

function coldStart(args: readonly string[]): number {
  const startedAt = performance.now();
  execFileSync(process.execPath, ["dist/cli/main.js", ...args], { stdio: "ignore" });
  return Math.round((performance.now() - startedAt) * 10) / 10;
}
