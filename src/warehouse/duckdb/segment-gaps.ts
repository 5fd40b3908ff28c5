import { createGapCounter, type GapCells } from "../../rollup/gap-counter.ts";
import type { Segment, SegmentGap } from "../../rollup/segment-gap.ts";
import { duckdb } from "../../sql/dialects/duckdb.ts";
import { type Fragment, join, name, sql, type SharedStep, value } from "../../sql/fragment.ts";
import { print, type Statement } from "../../sql/print.ts";
import { monthsOf, type Months } from "./activity/months.ts";
import { appendIntegers, type IntegerColumns, readIntegers } from "./integer-columns.ts";
import type { Session } from "./session.ts";

/** Histograms of absences of questions' own segments, each computed once and kept while there is room. */
export interface SegmentGaps {
  /**
   * Do `job` while the histograms of `steps` stand; it is told the body of each that reads what is kept. Whoever asks for
   * one that is in the making waits for it.
   */
  use<T>(steps: readonly SegmentGap[], job: (bodyOf: (step: SharedStep) => Fragment) => Promise<T>): Promise<T>;
  /** Let go of all; no job is under way any more. */
  close(): Promise<void>;
}

/** How much is kept; what was asked for longest ago goes first. */
export interface SegmentLimits {
  readonly segments: number;
  readonly rows: number;
  /** Activities that one pass tells apart; 30 at most. */
  readonly activitiesAtOnce?: number;
}

interface Kept {
  readonly table: string;
  /** How many rows it has, once it is filled. */
  readonly filled: Promise<number>;
  rows: number;
  users: number;
}

/** The database in memory that all connections see; tables of a connection's own would be seen by it alone. */
const database = "segment";

/** Keep histograms beside `session`, whose database holds the rollups. */
export function keepSegmentGaps(
  session: Session,
  limits: SegmentLimits = { segments: 32, rows: 8_000_000 },
): SegmentGaps {
  // Least recently used first.
  const kept = new Map<string, Kept>();
  let counted = 0;
  let maker: Promise<Maker> | null = null;
  let turn: Promise<unknown> = Promise.resolve();

  /** One after the other: each is a scan that keeps every core busy. */
  function inTurn<T>(job: (maker: Maker) => Promise<T>): Promise<T> {
    const done = turn.then(async () =>
      job(await (maker ??= startMaker(session, limits.activitiesAtOnce ?? mostActivities))),
    );
    turn = done.catch(() => {});
    return done;
  }

  function take(step: SegmentGap): Kept {
    const { sql: text, parameters } = print(step.body, duckdb);
    const key = JSON.stringify([text, parameters]);
    const found = kept.get(key) ?? begin(step, key);
    kept.delete(key);
    kept.set(key, found);
    found.users += 1;
    return found;
  }

  function begin({ segment }: SegmentGap, key: string): Kept {
    const table = `gap_${++counted}`;
    const filled = inTurn((made) => made.fill(table, segment));
    const begun: Kept = { table, filled, rows: 0, users: 0 };
    filled.then(
      (rows) => (begun.rows = rows),
      () => kept.delete(key),
    );
    return begun;
  }

  async function makeRoom(): Promise<void> {
    const total = () => [...kept.values()].reduce((sum, { rows }) => sum + rows, 0);
    for (const [key, old] of kept) {
      if (kept.size <= limits.segments && total() <= limits.rows) return;
      if (old.users > 0) continue;
      kept.delete(key);
      await inTurn((made) => made.drop(old.table));
    }
  }

  return {
    async use(steps, job) {
      const taken = new Map<SharedStep, Kept>(steps.map((step) => [step, take(step)]));
      try {
        await Promise.all([...taken.values()].map(({ filled }) => filled));
        return await job((step) => {
          const found = taken.get(step);
          return found === undefined ? step.body : sql`select * from ${name(database)}.${name(found.table)}`;
        });
      } finally {
        for (const found of taken.values()) found.users -= 1;
        await makeRoom();
      }
    },
    async close() {
      await turn;
      (await maker?.catch(() => null))?.close();
    },
  };
}

interface Maker {
  /** Write the histogram of `segment` into `table`; returns how many rows it has. */
  fill(table: string, segment: Segment): Promise<number>;
  drop(table: string): Promise<void>;
  close(): void;
}

/** As many as a row of a pass has bits for. */
const mostActivities = 30;

async function startMaker(beside: Session, activitiesAtOnce: number): Promise<Maker> {
  const session = await beside.beside();
  await session.execute(`attach ':memory:' as ${database} (read_write)`);
  const months = await monthsOf(session);
  let lent: IntegerColumns | undefined;

  /** One pass over the days in order, some months at a time. */
  async function count(segment: Segment): Promise<GapCells> {
    const counter = createGapCounter(segment.activities.length);
    for (const some of months) {
      lent = await readIntegers(session, daysOf(segment, some), lent);
      const [days, users, activities, values = new Int32Array(lent.rows)] = lent.columns;
      if (!days || !users || !activities) throw new Error("A pass reads days, users and what they did");
      counter.add({ rows: lent.rows, days, users, activities, values });
    }
    return counter.cells();
  }

  return {
    async fill(table, segment) {
      await numberGroups(session, segment);
      await session.execute(`create or replace temp table segment_cell
        (activity integer, code integer, active_on integer, gap_days integer, users integer)`);
      let rows = 0;
      for (let first = 0; first < segment.activities.length; first += activitiesAtOnce) {
        const cells = await count({
          ...segment,
          activities: segment.activities.slice(first, first + activitiesAtOnce),
        });
        const activities = first === 0 ? cells.activities : cells.activities.map((place) => first + place);
        const columns = [activities, cells.values, cells.days, cells.gaps, cells.users];
        await appendIntegers(session, "segment_cell", { rows: cells.rows, columns });
        rows += cells.rows;
      }
      await run(session, sql`create table ${name(database)}.${name(table)} as ${toldCells(segment)}`);
      return rows;
    },
    async drop(table) {
      await session.execute(`drop table ${database}.${table}`);
    },
    close: () => session.close(),
  };
}

/** Number the groups of a segment that has some, in the temporary table `segment_group`. */
async function numberGroups(session: Session, { groups, joins, conditions }: Segment): Promise<void> {
  if (groups.length === 0) return;
  const told = groups.map((group) => sql`${group.value} as ${name(group.name)}`);
  await run(
    session,
    sql`create or replace temp table "segment_group" as
select *, cast(row_number() over () - 1 as integer) as "code"
from (select distinct ${join(told, ", ")} ${relationOf({ joins, conditions })}) found`,
  );
}

/** The segment's days in some months: `day`, `user_key`, what was done as bits, and the group's number where there are groups. */
function daysOf({ activities, groups, joins, conditions }: Segment, { from, to }: Months): Statement {
  const bits = activities.map(
    ({ isActive }, i) => sql`case when ${isActive} then ${value(2 ** i, "integer")} else 0 end`,
  );
  const columns = [
    sql`cast(a."event_date" - date '1970-01-01' as integer) as "day"`,
    sql`a."user_key"`,
    sql`cast(${join(bits, " + ")} as integer) as "did"`,
    ...(groups.length === 0 ? [] : [sql`s."code"`]),
  ];
  const isGroup = groups.map((group) => sql`s.${name(group.name)} = ${group.value}`);
  const numbered = groups.length === 0 ? [] : [sql`join "segment_group" s on ${join(isGroup, " and ")}`];
  const within = sql`a."event_date" >= ${value(from, "date")} and a."event_date" < ${value(to, "date")}`;
  const relation = relationOf({ joins: [...joins, ...numbered], conditions: [within, ...conditions] });
  return print(sql`select ${join(columns, ", ")} ${relation}`, duckdb);
}

function relationOf({ joins, conditions }: Pick<Segment, "joins" | "conditions">): Fragment {
  const where = conditions.length === 0 ? sql`` : sql` where ${join(conditions, " and ")}`;
  return sql`from "user_day" a ${join(joins, " ")}${where}`;
}

/** The rows that the numbers in `segment_cell` stand for, as the histogram's definition says them. */
function toldCells({ activities, groups }: Segment): Fragment {
  const named = activities.map(({ activity }) => value(activity, "text"));
  const told = groups.map((group) => sql`s.${name(group.name)}, `);
  const grouped = groups.length === 0 ? sql`` : sql` join "segment_group" s on s."code" = c."code"`;
  return sql`select ${join(told, " ")}[${join(named, ", ")}][c."activity" + 1] as "activity",
  date '1970-01-01' + c."active_on" as "active_on", c."gap_days", cast(c."users" as bigint) as "users"
from "segment_cell" c${grouped}`;
}

async function run(session: Session, fragment: Fragment): Promise<void> {
  await session.query(print(fragment, duckdb));
}
