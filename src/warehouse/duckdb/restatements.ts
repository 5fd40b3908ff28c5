import { DuckDBDateValue } from "@duckdb/node-api";
import {
  publishedAmounts,
  publishedAmountsQuery,
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
  /** Currency of an amount, in minor units; null for counts. */
  readonly currency: string | null;
  readonly before: number;
  readonly after: number;
  readonly late: number;
  readonly deduplicated: number;
  readonly cause: string;
}

/** Whose figures are watched. */
export interface Watched {
  readonly activity: boolean;
  readonly ledger: boolean;
}

/** Keep what the figures of everybody are now, in the temporary table `published_before`. */
export async function watchFigures(session: Session, watched: Watched): Promise<void> {
  await keepFigures(session, "published_before", watched);
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
  if (watches) await watchFigures(session, { activity: true, ledger: true });
  await session.execute(`use "${String(here?.["name"])}"`);
  await session.execute("detach previous");
}

/** What the log of restatements is written from. */
export interface RestatementOptions {
  readonly generation: number;
  readonly watched: Watched;
  /** The first local days that were not complete when the figures were published before; null where none were. */
  readonly completeUntil: { readonly events: Day | null; readonly subscriptions: Day | null };
  /** The database of the generation before. */
  readonly previous: string;
  /** Why everything was built anew; null where events were added. */
  readonly rebuilt: string | null;
}

/**
 * Compare the figures of everybody with those in `published_before`, and log each that moved in a period that was complete
 * then. Late events are those of `late_day`, deduplicated ones those of `lost_day`; of the ledger, the subscriptions whose
 * movements are not what they were count as late. Returns what it logged.
 */
export async function logRestatements(
  session: Session,
  { generation, watched, completeUntil, previous, rebuilt }: RestatementOptions,
): Promise<readonly Restated[]> {
  await keepFigures(session, "published_after", watched);
  const moved = await session.query({
    sql: `select coalesce(b.metric, a.metric) as metric, coalesce(b.grain, a.grain) as grain,
        coalesce(b.period, a.period) as period, coalesce(b.currency, a.currency) as currency,
        coalesce(b.figure, 0) as before, coalesce(a.figure, 0) as after
      from published_before b full join published_after a on a.metric = b.metric and a.grain = b.grain
        and a.period = b.period and a.currency is not distinct from b.currency
      where coalesce(b.figure, 0) <> coalesce(a.figure, 0) order by grain, period, metric, currency`,
    parameters: [],
  });
  const isAmount = (metric: unknown) => publishedAmounts.some((one) => one === metric);
  const toldOtherwise =
    rebuilt === null && moved.some(({ metric }) => isAmount(metric)) ? await countToldOtherwise(session, previous) : 0;
  const [late, lost] =
    rebuilt === null && watched.activity
      ? [await daysOf(session, "late_day"), await daysOf(session, "lost_day")]
      : [[], []];
  const restated = moved.flatMap((row) => {
    const metric = String(row["metric"]);
    const grain = String(row["grain"]) as CalendarGrain;
    const period = Number(row["period"]);
    const end = addPeriods(period, grain, 1);
    const until = isAmount(metric) ? completeUntil.subscriptions : completeUntil.events;
    if (until === null || end > until) return [];
    const currency = row["currency"] === null ? null : String(row["currency"]);
    const figures = { metric, grain, period, currency, before: Number(row["before"]), after: Number(row["after"]) };
    if (isAmount(metric)) {
      const cause =
        rebuilt ?? `${toldOtherwise} ${toldOtherwise === 1 ? "subscription" : "subscriptions"} told otherwise`;
      return [{ ...figures, late: toldOtherwise, deduplicated: 0, cause }];
    }
    const days = {
      from: end - (publishedWindows.find((window) => window.metric === metric)?.days ?? end - period),
      to: end,
    };
    const counts = { late: within(late, days), deduplicated: within(lost, days) };
    const cause = rebuilt ?? `${counts.late} late, ${counts.deduplicated} deduplicated`;
    return [{ ...figures, ...counts, cause }];
  });
  const appender = await session.connection.createAppender("restatement");
  for (const { metric, grain, period, currency, before, after, late: arrived, deduplicated, cause } of restated) {
    appender.appendBigInt(BigInt(generation));
    appender.appendVarchar(metric);
    appender.appendVarchar(grain);
    appender.appendDate(new DuckDBDateValue(period));
    if (currency === null) appender.appendNull();
    else appender.appendVarchar(currency);
    for (const count of [before, after, arrived, deduplicated]) appender.appendBigInt(BigInt(count));
    appender.appendVarchar(cause);
    appender.endRow();
  }
  appender.closeSync();
  for (const table of ["published_before", "published_after"]) await session.execute(`drop table ${table}`);
  return restated;
}

/** How many subscriptions of `told_user` have other movements than in the database of the generation before. */
async function countToldOtherwise(session: Session, previous: string): Promise<number> {
  await session.execute(`attach ${literal(previous)} as previous (read_only)`);
  const [here, there] = ["arr_movement", "previous.arr_movement"].map((table) => {
    return `select * from ${table} where user_id in (select user_id from told_user)`;
  });
  const [row] = await session.query({
    sql: `select count(distinct subscription_id) as n from (
      (${here} except all ${there}) union all (${there} except all ${here})
    )`,
    parameters: [],
  });
  return Number(row?.["n"]);
}

async function keepFigures(session: Session, table: string, { activity, ledger }: Watched): Promise<void> {
  await session.execute(
    `create or replace temp table ${table} (metric varchar, grain varchar, period date, currency varchar, figure bigint)`,
  );
  const queries = [
    ...(activity ? publishedGrains.flatMap((grain) => [publishedEventsQuery(grain), publishedUsersQuery(grain)]) : []),
    ...(activity ? publishedWindows.map(publishedWindowQuery) : []),
    ...(ledger ? publishedGrains.map(publishedAmountsQuery) : []),
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
