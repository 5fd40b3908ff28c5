import { DuckDBDateValue } from "@duckdb/node-api";
import {
  publishedEventsQuery,
  publishedGrains,
  publishedUsersQuery,
  publishedWindowQuery,
  publishedWindows,
} from "../../rollup/published-figure.ts";
import type { Day } from "../../schema/date.ts";
import { addPeriods, type CalendarGrain } from "../../schema/period.ts";
import { duckdb } from "../../sql/dialects/duckdb.ts";
import { print } from "../../sql/print.ts";
import { literal } from "./event-files.ts";
import type { Session } from "./session.ts";

/** One figure of a complete period that a load moved; the columns of the table `restatement` but the generation. */
export interface Restated {
  readonly metric: string;
  readonly grain: CalendarGrain;
  readonly period: Day;
  readonly before: number;
  readonly after: number;
  readonly late: number;
  readonly deduplicated: number;
  readonly cause: string;
}

/** Keep what the figures of everybody are now, in the temporary table `published_before`. */
export async function watchFigures(session: Session): Promise<void> {
  await keepFigures(session, "published_before");
}

/**
 * Take over from the generation in the file `path`, which is built anew now, the log of restatements and, where `watches`,
 * what its figures were. The new tables are there and empty.
 */
export async function continueLog(session: Session, path: string, watches: boolean): Promise<void> {
  const [here] = await session.query({ sql: "select current_database() as name", parameters: [] });
  await session.execute(`attach ${literal(path)} as previous (read_only)`);
  await session.execute("use previous");
  await session.execute("create or replace temp table restated_before as select * from restatement");
  if (watches) await watchFigures(session);
  await session.execute(`use "${String(here?.["name"])}"`);
  await session.execute("detach previous");
}

/** What the log of restatements is written from. */
export interface RestatementOptions {
  readonly generation: number;
  /** The first local day that was not complete when the figures were published before. */
  readonly completeUntil: Day;
  /** Why everything was built anew; null where events were added. */
  readonly rebuilt: string | null;
}

/**
 * Compare the figures of everybody with those in `published_before`, and log each that moved in a period that was complete
 * then. Late events are those of `late_day`, deduplicated ones those of `lost_day`. Returns what it logged.
 */
export async function logRestatements(
  session: Session,
  { generation, completeUntil, rebuilt }: RestatementOptions,
): Promise<readonly Restated[]> {
  await keepFigures(session, "published_after");
  const moved = await session.query({
    sql: `select coalesce(b.metric, a.metric) as metric, coalesce(b.grain, a.grain) as grain,
        coalesce(b.period, a.period) as period, coalesce(b.figure, 0) as before, coalesce(a.figure, 0) as after
      from published_before b full join published_after a on a.metric = b.metric and a.grain = b.grain and a.period = b.period
      where coalesce(b.figure, 0) <> coalesce(a.figure, 0) order by grain, period, metric`,
    parameters: [],
  });
  const [late, lost] =
    rebuilt === null ? [await daysOf(session, "late_day"), await daysOf(session, "lost_day")] : [[], []];
  const restated = moved.flatMap((row) => {
    const metric = String(row["metric"]);
    const grain = String(row["grain"]) as CalendarGrain;
    const period = Number(row["period"]);
    const end = addPeriods(period, grain, 1);
    if (end > completeUntil) return [];
    const days = {
      from: end - (publishedWindows.find((window) => window.metric === metric)?.days ?? end - period),
      to: end,
    };
    const counts = { late: within(late, days), deduplicated: within(lost, days) };
    const cause = rebuilt ?? `${counts.late} late, ${counts.deduplicated} deduplicated`;
    return [{ metric, grain, period, before: Number(row["before"]), after: Number(row["after"]), ...counts, cause }];
  });
  const appender = await session.connection.createAppender("restatement");
  for (const { metric, grain, period, before, after, late: arrived, deduplicated, cause } of restated) {
    appender.appendBigInt(BigInt(generation));
    appender.appendVarchar(metric);
    appender.appendVarchar(grain);
    appender.appendDate(new DuckDBDateValue(period));
    for (const count of [before, after, arrived, deduplicated]) appender.appendBigInt(BigInt(count));
    appender.appendVarchar(cause);
    appender.endRow();
  }
  appender.closeSync();
  for (const table of ["published_before", "published_after"]) await session.execute(`drop table ${table}`);
  return restated;
}

async function keepFigures(session: Session, table: string): Promise<void> {
  await session.execute(
    `create or replace temp table ${table} (metric varchar, grain varchar, period date, figure bigint)`,
  );
  const queries = [
    ...publishedGrains.flatMap((grain) => [publishedEventsQuery(grain), publishedUsersQuery(grain)]),
    ...publishedWindows.map(publishedWindowQuery),
  ];
  for (const query of queries) {
    const { sql, parameters } = print(query, duckdb);
    await session.connection.run(`insert into ${table} ${sql}`, [...parameters]);
  }
}

interface DayCount {
  readonly day: Day;
  readonly events: number;
}

async function daysOf(session: Session, table: "late_day" | "lost_day"): Promise<readonly DayCount[]> {
  const rows = await session.query({ sql: `select event_date, events from ${table}`, parameters: [] });
  return rows.map((row) => ({ day: Number(row["event_date"]), events: Number(row["events"]) }));
}

function within(days: readonly DayCount[], { from, to }: { readonly from: Day; readonly to: Day }): number {
  return days.reduce((sum, { day, events }) => sum + (day >= from && day < to ? events : 0), 0);
}
