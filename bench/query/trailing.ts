import { createGapCounter } from "../../src/rollup/gap-counter.ts";
import { formatDay } from "../../src/schema/date.ts";
import { addPeriods } from "../../src/schema/period.ts";
import { type IntegerColumns, readIntegers } from "../../src/warehouse/duckdb/integer-columns.ts";
import type { Session } from "../../src/warehouse/duckdb/session.ts";
import { benchYear } from "./bench-lake.ts";

/** Days of a trailing window. */
const window = 30;

/** Give every platform and country a number. */
export async function numberSegments(session: Session): Promise<void> {
  for (const column of ["platform", "country"]) {
    await session.execute(`create or replace temp table ${column}_code as
      select (row_number() over (order by ${column}) - 1)::int as code, ${column} from (select distinct ${column} from user_day)`);
  }
}

/** The pass over the whole, or inside each value of a dimension, a month at a time; the days it gives are of all values together. */
export async function byPass(session: Session, dimension?: "platform" | "country"): Promise<readonly number[]> {
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

/** By the next day of each user: a LEAD, a difference and a running sum. */
export async function byLead(session: Session): Promise<readonly number[]> {
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

/** By a query for each day. */
export async function byLoop(session: Session): Promise<readonly number[]> {
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

/** The scan floor: events of each day and kind, from the lake's files. */
export async function byScan(session: Session, files: string): Promise<number> {
  const rows = await session.query({
    sql: `select occurred_at::date as event_date, event_name, count(*) as n from read_parquet('${files}') group by all`,
    parameters: [],
  });
  return rows.reduce((sum, row) => sum + Number(row["n"]), 0);
}
