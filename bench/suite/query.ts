import { execFileSync } from "node:child_process";
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createGapCounter } from "../../src/rollup/gap-counter.ts";
import { formatDay } from "../../src/schema/date.ts";
import { addPeriods } from "../../src/schema/period.ts";
import { type IntegerColumns, readIntegers } from "../../src/warehouse/duckdb/integer-columns.ts";
import { openSession, type Session } from "../../src/warehouse/duckdb/session.ts";
import { initWorkspace } from "../../src/workspace/init.ts";
import { load } from "../../src/workspace/jobs.ts";
import { openWorkspace, type Workspace } from "../../src/workspace/open.ts";
import { type Bench, type Figures, median } from "../bench.ts";
import { addBenchEvents, benchYear, usersFor } from "../query/bench-lake.ts";
import { pageFigures } from "../query/pages.ts";

/** Questions over a year of events; `--events N` says how many, 10 million unless it is given. */
export const query: Bench = {
  meaning: "rollups and questions over a year of events (--events N, default 10000000)",
  targets: {
    trailing_vs_loop: { min: 5 },
    trailing_vs_lead: { min: 1.2 },
    trailing_segment_platform: { max: 2 },
    trailing_segment_country: { max: 2 },
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
      const trailing = await trailingFigures(join(dir, "warehouse/generation-1.duckdb"), dir);
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

const window = 30;

/** Trailing actives of every day of the year from user_day, by the pass, by a query a day, and by LEAD; equal every day. */
async function trailingFigures(path: string, temporaryFolder: string): Promise<Figures> {
  const session = await openSession({ path, readOnly: true, temporaryFolder });
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
    };
  } finally {
    session.close();
  }
}

/** Give every platform and country a number. */
async function numberSegments(session: Session): Promise<void> {
  for (const column of ["platform", "country"]) {
    await session.execute(`create or replace temp table ${column}_code as
      select (row_number() over (order by ${column}) - 1)::int as code, ${column} from (select distinct ${column} from user_day)`);
  }
}

/** The pass over the whole, or inside each value of a dimension, a month at a time; the days it gives are of all values together. */
async function byPass(session: Session, dimension?: "platform" | "country"): Promise<readonly number[]> {
  const counter = createGapCounter(1);
  const [code, relation] =
    dimension === undefined
      ? ["0", "user_day a"]
      : ["s.code", `user_day a join ${dimension}_code s on s.${dimension} is not distinct from a.${dimension}`];
  let lent: IntegerColumns | undefined;
  for (let month = benchYear.from; month < benchYear.to; month = addPeriods(month, "month", 1)) {
    lent = await readIntegers(
      session,
      {
        sql: `select (event_date - date '1970-01-01')::int, user_key, 1, ${code} from ${relation} where event_mask & 7 <> 0
          and event_date >= date '${formatDay(month)}' and event_date < date '${formatDay(addPeriods(month, "month", 1))}'`,
        parameters: [],
      },
      lent,
    );
    const [days, users, activities, values] = lent.columns;
    if (!days || !users || !activities || !values) throw new Error("Four columns were asked for");
    counter.add({ rows: lent.rows, days, users, activities, values });
  }
  const change = new Float64Array(benchYear.to - benchYear.from + window + 1);
  const cells = counter.cells();
  for (let cell = 0; cell < cells.rows; cell++) {
    const [day = 0, gap = 0, came = 0] = [cells.days[cell], cells.gaps[cell], cells.users[cell]];
    const from = day - benchYear.from + (gap > 0 && gap < window ? window - gap : 0);
    const to = day - benchYear.from + window;
    change[from] = (change[from] ?? 0) + came;
    change[to] = (change[to] ?? 0) - came;
  }
  let standing = 0;
  return Array.from({ length: benchYear.to - benchYear.from }, (_, i) => (standing += change[i] ?? 0));
}

async function byLead(session: Session): Promise<readonly number[]> {
  const rows = await session.query({
    sql: `with active as (select distinct user_key, event_date from user_day where event_mask & 7 <> 0),
      stretch as (select event_date, lead(event_date) over (partition by user_key order by event_date) as next_on from active),
      change as (select event_date as day, 1 as n from stretch union all
        select least(coalesce(next_on, event_date + ${window}), event_date + ${window}), -1 from stretch)
      select day, cast(sum(sum(n)) over (order by day) as bigint) as n from change group by day order by day`,
    parameters: [],
  });
  const standing = new Map(rows.map((row) => [Number(row["day"]), Number(row["n"])]));
  let last = 0;
  return Array.from(
    { length: benchYear.to - benchYear.from },
    (_, i) => (last = standing.get(benchYear.from + i) ?? last),
  );
}

async function byLoop(session: Session): Promise<readonly number[]> {
  const counts: number[] = [];
  for (let day = benchYear.from; day < benchYear.to; day++) {
    const [row] = await session.query({
      sql: `select count(distinct user_key) as n from user_day where event_mask & 7 <> 0
        and event_date between date '1970-01-01' + ${day - window + 1} and date '1970-01-01' + ${day}`,
      parameters: [],
    });
    counts.push(Number(row?.["n"]));
  }
  return counts;
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
