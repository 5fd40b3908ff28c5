import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Bench, median, quantile } from "../bench.ts";
import { measureFilters, measureOpening, type Press } from "./web-page.ts";

const runs = 5;

const chartsMs = (press: Press): number => press.chartsMs;
const allMs = (press: Press): number => press.allMs;

/** Users whose 13 months make about so many events. */
const usersOf = { "10M": 122_000, "100M": 1_220_000 } as const;

/**
 * The dashboard's overview on a warm server in the system's Chromium: what is fetched and how long it takes until it
 * stands, and until all of it is drawn anew after a filter. `TIDEMARK_BENCH_EVENTS=100M` takes ten times the events;
 * `TIDEMARK_BENCH_DIR` an existing workspace.
 */
export const web: Bench = {
  meaning:
    "the dashboard: bytes of JavaScript, largest contentful paint, a filter until charts, and all, are drawn anew",
  targets: {
    js_gzip_kb_before_chart: { max: 150 },
    js_gzip_kb: { max: 400 },
    lcp_ms: { max: 1_500 },
    filter_first_charts_p95_ms: { max: 400 },
    filter_all_p95_ms: { max: 400 },
    longest_task_ms: { max: 200 },
    layout_shift: { max: 0.05 },
  },
  run: async (tell) => {
    const size = process.env["TIDEMARK_BENCH_EVENTS"] === "100M" ? "100M" : "10M";
    const given = process.env["TIDEMARK_BENCH_DIR"];
    const dir = given ?? mkdtempSync(join(tmpdir(), "tidemark-bench-web-"));
    try {
      if (given === undefined) makeCompany(dir, usersOf[size], tell);
      return await withServer(dir, async (address) => {
        const opened = await measureOpening(address, runs, tell);
        const filters = await measureFilters(address, runs, tell);
        return {
          js_gzip_kb_before_chart: median(opened.map(({ kbBeforeChart }) => kbBeforeChart)),
          js_gzip_kb: median(opened.map(({ kbUntilChart }) => kbUntilChart)),
          lcp_ms: median(opened.map(({ lcpMs }) => lcpMs)),
          first_chart_ms: median(opened.map(({ firstChartMs }) => firstChartMs)),
          layout_shift: median(opened.map(({ layoutShift }) => layoutShift)),
          longest_task_ms: Math.max(
            median(opened.map(({ longestTaskMs }) => longestTaskMs)),
            median(filters.longestTaskMs),
          ),
          filter_first_charts_p95_ms: quantile(filters.first.map(chartsMs), 0.95),
          filter_first_all_p95_ms: quantile(filters.first.map(allMs), 0.95),
          filter_charts_p95_ms: quantile(filters.again.map(chartsMs), 0.95),
          filter_all_p95_ms: quantile(filters.again.map(allMs), 0.95),
          filter_all_p50_ms: median(filters.again.map(allMs)),
        };
      });
    } finally {
      if (given === undefined) rmSync(dir, { recursive: true, force: true });
    }
  },
};

function makeCompany(dir: string, users: number, tell: (line: string) => void): void {
  const tidemark = (...args: readonly string[]): void => {
    tell(`tidemark ${args.join(" ")}`);
    execFileSync(process.execPath, ["dist/cli/main.js", ...args, "--dir", dir, "--quiet"], { stdio: "ignore" });
  };
  tidemark("init");
  tidemark("simulate", "--users", String(users), "--from", "2025-10-01", "--to", "2026-11-10", "--seed", "1");
  tidemark("load");
}

async function withServer<T>(dir: string, use: (address: string) => Promise<T>): Promise<T> {
  const server = spawn(process.execPath, ["dist/cli/main.js", "serve", "--port", "0", "--no-open", "--dir", dir], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    return await use(await addressOf(server));
  } finally {
    server.kill("SIGTERM");
    if (server.exitCode === null) await once(server, "exit");
  }
}

async function addressOf(server: ChildProcess): Promise<string> {
  if (server.stdout === null) throw new Error("The server's output is not read.");
  const [line] = (await once(server.stdout.setEncoding("utf8"), "data")) as [string];
  return line.split("\n", 1)[0]?.trim() ?? "";
}
