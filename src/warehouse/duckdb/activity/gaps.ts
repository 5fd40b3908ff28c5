import { type GapDimension, gapDimensions } from "../../../rollup/activity-gap.ts";
import { createGapCounter, type GapCounter, inDayOrder } from "../../../rollup/gap-counter.ts";
import { formatDay } from "../../../schema/date.ts";
import { duckdb } from "../../../sql/dialects/duckdb.ts";
import { join, sql } from "../../../sql/fragment.ts";
import { print } from "../../../sql/print.ts";
import { literal } from "../event-files.ts";
import { appendIntegers, type IntegerColumns, readIntegers } from "../integer-columns.ts";
import type { Session } from "../session.ts";
import { monthsOf } from "./months.ts";
import type { KeptActivities, KeptActivity } from "./qualifying.ts";

/** What the histogram tells apart, and how many rows of `user_day` are looked at at once, where that matters. */
export interface GapOptions {
  readonly kept: KeptActivities;
  readonly rowsAtOnce?: number | undefined;
}

/**
 * Bring `activity_gap` to what `user_day` holds, by one pass over days in order for each dimension, that remembers when each
 * user was last there: what `activityGapQuery` says, without its sort, and with the memory of one dimension at a time. Of
 * changed users only the days since their change are counted, as they were before and as they are now; the difference is
 * added to the histogram.
 */
export async function buildGaps(
  session: Session,
  changed: "everything" | "changed_user",
  { kept, rowsAtOnce }: GapOptions,
): Promise<void> {
  await numberValues(session, changed);
  await session.execute(`create or replace temp table gap_cell
    (dimension integer, activity integer, value integer, day integer, gap integer, users integer)`);
  if (changed === "everything") {
    const runs = await monthsOf(session, { rowsAtOnce });
    let lent: IntegerColumns | undefined;
    for (const dimension of gapDimensions) {
      const read = { kept, dimensions: [dimension] };
      const pass = startPass(read);
      for (const { from, to } of runs) {
        const within = `event_date >= date '${formatDay(from)}' and event_date < date '${formatDay(to)}'`;
        lent = await readDays(session, `(select * from user_day where ${within})`, { ...read, into: lent });
        pass.add(lent);
      }
      await pass.finish(session, 1);
    }
    await session.execute("delete from activity_gap");
    await session.execute(`insert into activity_gap ${cells(kept)}`);
  } else {
    await countChange(session, kept);
    await addChange(session, kept);
  }
  for (const table of ["gap_cell", "gap_value"]) await session.execute(`drop table ${table}`);
}

/** Since when each changed user's days may differ, and their days from then on: before the load and now. */
const changedDays = {
  before: `(select a.* from (
      select * from day_before union all
      select * from user_day where event_date not in (select event_date from touched_day where event_date is not null)
    ) a join changed_user u on u.user_key = a.user_key and a.event_date >= u.since)`,
  now: `(select a.* from user_day a join changed_user u on u.user_key = a.user_key and a.event_date >= u.since
      where a.event_date >= (select min(since) from changed_user))`,
  earlier: `(select a.* from user_day a join changed_user u on u.user_key = a.user_key and a.event_date < u.since)`,
};

async function countChange(session: Session, kept: readonly KeptActivity[]): Promise<void> {
  const read = { kept, dimensions: gapDimensions };
  const earlier = await readLastDays(session, changedDays.earlier, read);
  for (const [relation, sign] of [
    [changedDays.before, -1],
    [changedDays.now, 1],
  ] as const) {
    const days = await readDays(session, relation, read);
    if (days.rows === 0) continue;
    const pass = startPass(read);
    pass.remember(earlier);
    pass.add(days);
    await pass.finish(session, sign);
  }
}

/** Add `gap_cell` to the histogram: the days it is about are written anew, those of nobody left out. */
async function addChange(session: Session, kept: readonly KeptActivity[]): Promise<void> {
  await session.execute(`create or replace temp table gap_change as
    select dimension, "value", activity, active_on, gap_days, sum(users) as users from (${cells(kept)})
    group by all having sum(users) <> 0`);
  const isChanged = "active_on in (select active_on from gap_change)";
  await session.execute(`create or replace temp table gap_day as
    select dimension, "value", activity, active_on, gap_days, cast(sum(users) as bigint) as users
    from (select * from activity_gap where ${isChanged} union all by name select * from gap_change)
    group by all having sum(users) <> 0`);
  await session.execute(`delete from activity_gap where ${isChanged}`);
  await session.execute(`insert into activity_gap by name
    select * from gap_day order by dimension, activity, "value", active_on, gap_days`);
  for (const table of ["gap_change", "gap_day"]) await session.execute(`drop table ${table}`);
}

/** Rows of `activity_gap` that the numbers in `gap_cell` stand for. */
function cells(kept: readonly KeptActivity[]): string {
  const numbered = (names: readonly string[]) => names.map((name, i) => `(${i}, ${literal(name)})`).join(", ");
  return `select d.name as dimension, v."value", k.name as activity,
    date '1970-01-01' + g.day as active_on, g.gap as gap_days, g.users
    from gap_cell g
    join (values ${numbered(gapDimensions)}) d(code, name) on d.code = g.dimension
    join (values ${numbered(kept.map(({ activity }) => activity))}) k(code, name) on k.code = g.activity
    join gap_value v on v.dimension = g.dimension and v.code = g."value"`;
}

/** Number the values of each dimension, those that are gone with this load too. */
async function numberValues(session: Session, changed: "everything" | "changed_user"): Promise<void> {
  const places = changed === "everything" ? ["day_cube"] : ["day_cube", "day_before"];
  const numbered = (number: number, column: string) => {
    const values = places.map((table) => `select distinct "${column}" as "value" from ${table}`).join(" union ");
    return `select ${number} as dimension, row_number() over (order by "value") - 1 as code, "value" from (${values})`;
  };
  await session.execute(`create or replace temp table gap_value as
    select 0 as dimension, 0 as code, '' as "value"
    union all ${numbered(1, "platform")}
    union all ${numbered(2, "country")}
    union all select 3, 0, 'new' union all select 3, 1, 'returning'`);
}

interface Pass {
  /** Take the last days of users before those that are added, as `readLastDays` gives them. */
  remember(lastDays: IntegerColumns): void;
  /** Count days, as `readDays` gives them. */
  add(days: IntegerColumns): void;
  /** Write the cells to `gap_cell`, their users multiplied by `sign`. */
  finish(session: Session, sign: 1 | -1): Promise<void>;
}

/** What a pass tells apart. */
interface Told {
  readonly kept: readonly KeptActivity[];
  readonly dimensions: readonly GapDimension[];
}

/** The number of a user-day's value in each dimension. */
const valueCodes: Readonly<Record<GapDimension, string>> = {
  all: "0",
  platform: "p.code::int",
  country: "c.code::int",
  user_type: "(a.user_type = 'returning')::int",
};

const codesOf: Readonly<Partial<Record<GapDimension, string>>> = {
  platform: `join gap_value p on p.dimension = 1 and p."value" is not distinct from a.platform`,
  country: `join gap_value c on c.dimension = 2 and c."value" is not distinct from a.country`,
};

/** Select from user-days: the user, the number of the value in each dimension, and `columns`. */
function selectDays(relation: string, { dimensions }: Told, columns: string): string {
  const joins = dimensions.map((dimension) => codesOf[dimension] ?? "").join(" ");
  return `select ${["a.user_key", ...dimensions.map((dimension) => valueCodes[dimension]), columns].join(", ")}
    from ${relation} a ${joins}`;
}

/** User-days of `relation`: who they are about, the day, and a bit for each activity. */
async function readDays(
  session: Session,
  relation: string,
  { into, ...told }: Told & { readonly into?: IntegerColumns | undefined },
): Promise<IntegerColumns> {
  const bits = told.kept.map(({ isActive }, i) => sql`case when ${isActive} then ${bit(i)} else 0 end`);
  const { sql: text, parameters } = print(join(bits, " + "), duckdb);
  const days = selectDays(relation, told, `(a.event_date - date '1970-01-01')::int, (${text})::int`);
  return readIntegers(session, { sql: days, parameters }, into);
}

/** What stands for no day. */
const never = -1_000_000;

/** The last days in `relation`: who they are about, and the day for each activity, or `never`. */
async function readLastDays(session: Session, relation: string, told: Told): Promise<IntegerColumns> {
  const lasts = told.kept.map(({ isActive }) => {
    return sql`coalesce(max(case when ${isActive} then a."event_date" - date '1970-01-01' end), ${written(never)})::int`;
  });
  const { sql: text, parameters } = print(join(lasts, ", "), duckdb);
  return readIntegers(session, { sql: `${selectDays(relation, told, text)} group by all`, parameters });
}

function startPass({ kept, dimensions }: Told): Pass {
  const counters = dimensions.map((dimension) => ({ dimension, counter: createGapCounter(kept.length) }));
  /** Each counter with the values of its dimension, which stand behind the users. */
  const each = (
    columns: IntegerColumns["columns"],
    count: (counter: GapCounter, values: Int32Array, users: Int32Array) => void,
  ) => {
    const [users, ...values] = columns;
    for (const [i, { counter }] of counters.entries()) {
      const own = values[i];
      if (users === undefined || own === undefined) throw new Error("A pass reads users and a value in each dimension");
      count(counter, own, users);
    }
  };
  return {
    remember({ rows, columns }) {
      const lasts = columns.slice(1 + counters.length);
      each(columns, (counter, values, users) => {
        for (const [activity, days] of lasts.entries()) {
          for (let row = 0; row < rows; row++) {
            const day = days[row] ?? never;
            if (day !== never) counter.remember(users[row] ?? 0, values[row] ?? 0, { activity, day });
          }
        }
      });
    },
    add({ rows, columns }) {
      const [days, activities] = columns.slice(1 + counters.length);
      if (!days || !activities) throw new Error("A pass reads days and what users did");
      const order = inDayOrder(days, rows);
      each(columns, (counter, values, users) => {
        counter.add({ rows, days, users, activities, values, order });
      });
    },
    async finish(session, sign) {
      for (const { dimension, counter } of counters) {
        const { rows, activities, values, days, gaps, users } = counter.cells();
        const columns = [
          new Int32Array(rows).fill(gapDimensions.indexOf(dimension)),
          activities,
          values,
          days,
          gaps,
          users.map((n) => n * sign),
        ];
        await appendIntegers(session, "gap_cell", { rows, columns });
      }
    },
  };
}

function bit(place: number) {
  return written(2 ** place);
}

/** A number in the text of a query. */
function written(n: number) {
  return { kind: "fragment", texts: [String(n)], nodes: [] } as const;
}
