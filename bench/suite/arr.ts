import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DataState } from "../../src/metrics/data-state.ts";
import { readArr } from "../../src/metrics/waterfall/waterfall-question.ts";
import { dayOf, formatDay, microsPerUtcDay } from "../../src/schema/date.ts";
import { utc } from "../../src/schema/timezone.ts";
import { duckdb } from "../../src/sql/dialects/duckdb.ts";
import { print } from "../../src/sql/print.ts";
import { createTable } from "../../src/warehouse/ddl.ts";
import { buildCalendar, buildOffsets } from "../../src/warehouse/duckdb/build-calendar.ts";
import { buildSubscriptions, type SubscriptionFiles } from "../../src/warehouse/duckdb/build-subscriptions.ts";
import { literal, type LocalFile } from "../../src/warehouse/duckdb/event-files.ts";
import { openSession, type Session } from "../../src/warehouse/duckdb/session.ts";
import { storedTables } from "../../src/warehouse/duckdb/stored-tables.ts";
import { answerArr } from "../../src/workspace/arr.ts";
import { type Bench, median } from "../bench.ts";

const [first, end] = [dayOf(2023, 1, 1), dayOf(2026, 1, 1)];
const asks = 5;

/** The ARR ledger of three years, built from versions but the last day's, then with those; and its daily waterfall; `npm run bench -- arr SUBSCRIBERS`. */
export const arr: Bench = {
  meaning: "the ARR ledger and its daily waterfall over three years; subscribers as an argument (default 300000)",
  targets: { arr_build_s: { max: 10 }, arr_ask_ms: { max: 100 }, arr_wrong: { max: 0 } },
  run: async (tell) => {
    const subscribers = Number(process.argv[3] ?? 300_000);
    const folder = await mkdtemp(join(tmpdir(), "tidemark-bench-arr-"));
    const session = await openSession({ path: join(folder, "arr.duckdb"), readOnly: false, temporaryFolder: folder });
    try {
      const file = join(folder, "subscription.parquet");
      await writeVersions(session, subscribers, file);
      const [before, day] = [join(folder, "before.parquet"), join(folder, "day.parquet")];
      for (const [part, condition] of [
        [before, "<"],
        [day, ">="],
      ] as const) {
        await session.execute(`copy (from ${literal(file)} where valid_from ${condition} timestamp '2025-12-31' order by valid_from)
          to ${literal(part)} (format parquet, compression zstd)`);
      }
      const [counted] = await session.query({ sql: `select count(*) as n from ${literal(file)}`, parameters: [] });
      const versions = Number(counted?.["n"]);
      tell(`${subscribers} subscribers, ${versions} versions`);
      for (const table of storedTables) await session.execute(createTable(table, duckdb));
      await buildOffsets(session, utc);
      await buildCalendar(session, { first: first, last: end }, { weekStart: 1, fiscalYearStartMonth: 1 });
      const built = await timeBuild(session, { known: [], added: [localFile(before, 0)] });
      const dayBuilt = await timeBuild(session, { known: [localFile(before, 0)], added: [localFile(day, 1)] });
      const { closings, milliseconds } = await askDaily(session);
      const wrong = await compare(session, file, closings);
      return {
        subscribers,
        versions,
        arr_build_s: built,
        arr_day_s: dayBuilt,
        arr_ask_ms: Math.round(median(milliseconds)),
        arr_wrong: wrong,
      };
    } finally {
      session.close();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

function localFile(path: string, key: number): LocalFile {
  return { key, path, rows: 0, minInstant: null, maxInstant: null };
}

/** How long it takes to bring the ledger up to the files, in seconds; what they tell is published. */
async function timeBuild(session: Session, files: SubscriptionFiles): Promise<number> {
  const started = performance.now();
  await session.execute("begin");
  await buildSubscriptions(session, files, { policy: { graceDays: 14 }, zone: utc, weekStart: 1 });
  await session.execute("commit");
  return Math.round((performance.now() - started) / 10) / 100;
}

/** Versions without gaps, some paused, some discounted to nothing, some asked to be cancelled; in the order of their start. */
async function writeVersions(session: Session, subscribers: number, file: string): Promise<void> {
  const days = end - first;
  await session.execute("create temp macro pick(id, what, many) as cast(hash(id, what) % many as bigint)");
  const at = (day: string) =>
    `timestamp '2023-01-01' + to_days(cast(${day} as integer)) + to_seconds(pick(s, 'second', 86400))`;
  await session.execute(`copy (
    select 's' || s as subscription_id, 'u' || s as user_id,
      ${at("start + i * length")} as valid_from,
      case when i < count - 1 or pick(s, 'stands', 2) = 0 then ${at("start + (i + 1) * length")} end as valid_to,
      ['free', 'pro', 'team'][1 + pick(s + i // 2, 'plan', 3)] as plan,
      case when pick(s, 'interval', 4) = 0 then 'year' else 'month' end as billing_interval, 1 as billing_interval_count,
      1 + pick(s + i, 'seats', 3) as quantity,
      cast([0, 1299, 2599][1 + pick(s + i // 2, 'plan', 3)] as bigint) as unit_price_minor, cast(0 as bigint) as discount_minor,
      case when pick(s + i, 'discount', 10) = 0 then 2500 else 0 end as discount_basis_points,
      case when pick(s, 'currency', 10) = 0 then 'EUR' else 'USD' end as currency,
      case when pick(s + i, 'pause', 20) = 0 then 'paused' else 'active' end as status,
      cast(null as timestamp) as term_ends_at, cast(null as timestamp) as trial_ends_at,
      case when i = count - 1 and pick(s, 'asks', 3) = 0 then ${at("start + i * length + 1")} end as cancel_requested_at,
      cast(null as varchar) as cancel_reason, cast(null as varchar) as cancel_type,
      ['DE', 'FR', 'US', 'JP'][1 + pick(s, 'country', 4)] as country, ['web', 'ios'][1 + pick(s, 'platform', 2)] as platform,
      timestamp '2026-01-01' as received_at
    from (
      select s, pick(s, 'start', ${days}) as start, 15 + pick(s, 'length', 120) as length, 1 + pick(s, 'count', 6) as count
      from (select range as s from range(${subscribers}))
    ) t, (select range as i from range(6)) v
    where i < count and start + i * length < ${days}
    order by valid_from
  ) to ${literal(file)} (format parquet, compression zstd)`);
}

/** The waterfall of every day, several times; how long each took, and what stood at the close of each month. */
async function askDaily(session: Session) {
  const through = end * microsPerUtcDay;
  const both = { events: null, subscriptions: through };
  const state: DataState = {
    generation: 1,
    zone: utc,
    weekStart: 1,
    dataThrough: both,
    completeBefore: both,
    days: { events: null, subscriptions: { first, last: end - 1 } },
    hasDefaultActivity: false,
    currencies: ["EUR", "USD"],
    eventNames: [],
    eventKinds: [],
    lateDays: 3,
  };
  const question = readArr({ grain: "day", from: formatDay(first), to: formatDay(end) }, state, () => null);
  const run = (query: Parameters<typeof print>[0]) => session.query(print(query, duckdb));
  const milliseconds: number[] = [];
  const closings = new Map<string, number>();
  for (let ask = 0; ask < asks; ask++) {
    const started = performance.now();
    const { rows } = await answerArr(question, { state, run });
    milliseconds.push(performance.now() - started);
    for (const row of rows) closings.set(`${row["period"]} ${row["currency"]}`, Number(row["closing"]));
  }
  return { milliseconds, closings };
}

/** How many month-ends the ledger tells otherwise than the versions themselves, summed by plain SQL. */
async function compare(session: Session, file: string, closings: ReadonlyMap<string, number>): Promise<number> {
  const rows = await session.query({
    sql: `select m.day, s.currency, cast(sum(s.unit_price_minor * s.quantity * case s.billing_interval when 'month' then 12 else 1 end) as bigint) as arr
      from (select cast(range as date) as day from range(timestamp '2023-02-01', timestamp '2026-01-01', interval 1 month)) m
      join ${literal(file)} s on s.valid_from < m.day and (s.valid_to is null or s.valid_to >= m.day)
      where s.status = 'active' group by 1, 2`,
    parameters: [],
  });
  if (rows.length < 60) throw new Error("The reference has too few months");
  return rows.filter(
    (row) => closings.get(`${formatDay(Number(row["day"]) - 1)} ${row["currency"]}`) !== Number(row["arr"]),
  ).length;
}
