import { activityTables } from "../../../rollup/activity-tables.ts";
import { defaultActivity } from "../../../rollup/default-activity.ts";
import type { FirstDay } from "../../../rollup/user-day.ts";
import type { Timezone } from "../../../schema/timezone.ts";
import { literal, type LocalFile } from "../event-files.ts";
import type { Session } from "../session.ts";
import { addDays, countDays, type Counting, readEvents, type Reading } from "./count-days.ts";
import { partsOfDays, partsOfFiles } from "./day-parts.ts";
import { addPersons, recountPersons } from "./persons.ts";
import { hasDefaultActivity } from "./qualifying.ts";
import { numberOf } from "./run-rollup.ts";

/** The event files of a load. */
export interface ActivityFiles {
  /** Loaded before, still part of the lake. */
  readonly known: readonly LocalFile[];
  readonly added: readonly LocalFile[];
}

const usuallyMany = 1_000_000;

/** How the load's events are counted. */
export interface ActivityOptions {
  readonly zone: Timezone;
  /** Whether nothing is counted yet. */
  readonly fresh: boolean;
  /** Where so many rows of user-days, and more than half of all, were to be counted anew, all are, which takes less. */
  readonly manyRows?: number;
}

/**
 * Bring `person`, `user_day` and `day_cube` to what the files hold. Where days were counted before, only those are counted
 * anew that got or lost an event, or whose user turned out to have been there earlier. The temporary table `changed_user`
 * says afterwards whose rows of `user_day` changed, and since which day, where not everything is new. `late_day` counts
 * what was added to days that may have been published before.
 */
export async function countActivity(
  session: Session,
  { known, added }: ActivityFiles,
  { zone, fresh, manyRows = usuallyMany }: ActivityOptions,
): Promise<"everything" | "changed_user"> {
  const reading = await readingOf(session, zone);
  const everything = [...known, ...added];
  if (!fresh) {
    const had = await hasDefaultActivity(session);
    await findTouchedDays(session, { known, added }, reading);
    if ((await hasDefaultActivity(session)) === had && !(await touchesMost(session, manyRows))) {
      await recountDays(session, everything, { ...reading, first: firstDay(had) });
      return "changed_user";
    }
    for (const { name } of activityTables) await session.execute(`delete from ${name}`);
  }
  const first = firstDay(await holdsDefaultActivity(session, everything, reading));
  await addDays(session, partsOfFiles(everything, zone), { ...reading, first });
  return "everything";
}

function firstDay(hasDefault: boolean): FirstDay {
  return hasDefault ? "first_active_on" : "first_event_on";
}

/** What reading the events has to regard; each of it costs something, so only what there is. */
async function readingOf(session: Session, zone: Timezone): Promise<Reading> {
  const [row] = await session.query({
    sql: "select (select count(*) from event_drop) as dropped, (select count(*) from person_alias) as aliases",
    parameters: [],
  });
  return {
    dropped: Number(row?.["dropped"]) > 0 ? "event_drop" : null,
    zone,
    aliases: Number(row?.["aliases"]) > 0,
  };
}

/** Whether any event that counts is of a default kind; found at the first one. */
async function holdsDefaultActivity(session: Session, files: readonly LocalFile[], reading: Reading): Promise<boolean> {
  const kinds = defaultActivity.map(literal).join(", ");
  await session.execute(`create or replace temp view arrived as ${readEvents(files, reading)}`);
  return (await numberOf(session, `count(*) from (select 1 from arrived where event_name in (${kinds}) limit 1)`)) > 0;
}

/** Fill the temporary table `touched_day`, and bring `person` up to date. */
async function findTouchedDays(session: Session, { known, added }: ActivityFiles, reading: Reading): Promise<void> {
  const skipped = (await numberOf(session, "count(*) from new_event_to_skip")) > 0 ? "new_event_to_skip" : null;
  await countDays(session, added, { ...reading, dropped: skipped });
  await session.execute(`create or replace temp table late_day as
    select event_date, cast(sum(events) as bigint) as events from counted_day group by event_date`);
  await session.execute("create or replace temp table touched_day as select event_date from late_day");
  await addPersons(session);
  await session.execute(`insert into touched_day ${movedDays}`);
  await session.execute("insert into touched_day select event_date from departed_event");
  if ((await numberOf(session, "count(*) from departed_event")) === 0) return;
  await session.execute("create or replace temp table departed_user as select distinct user_id from departed_event");
  await countDays(session, [...known, ...added], { ...reading, users: "departed_user" });
  await recountPersons(session);
  await session.execute(`insert into touched_day ${movedDays}`);
  await session.execute(`insert into touched_day select unnest([p.first_active_on, p.first_event_on])
    from person p join moved_person m on m.user_key = p.user_key`);
}

async function touchesMost(session: Session, manyRows: number): Promise<boolean> {
  const isTouched = "event_date in (select event_date from touched_day)";
  const touched = await numberOf(session, `count(*) from user_day where ${isTouched}`);
  return touched >= manyRows && 2 * touched > (await numberOf(session, "count(*) from user_day"));
}

/** The days that were the first of persons who turned out to have been there on another one. */
const movedDays = "select unnest([first_active_on, first_event_on]) from moved_person";

/** Count the touched days anew, and find whose rows that changed. */
async function recountDays(session: Session, files: readonly LocalFile[], counting: Counting): Promise<void> {
  const isTouched = "event_date in (select event_date from touched_day)";
  await session.execute(`create or replace temp table day_before as select * from user_day where ${isTouched}`);
  for (const table of ["user_day", "day_cube"]) await session.execute(`delete from ${table} where ${isTouched}`);
  const rows = await session.query({
    sql: "select distinct event_date from touched_day where event_date is not null order by event_date",
    parameters: [],
  });
  const days = rows.map((row) => Number(row["event_date"]));
  await addDays(session, partsOfDays(days, files, counting.zone), { ...counting, days: "touched_day" });
  await session.execute(`create or replace temp table changed_user as
    select user_key, min(event_date) as since from (
      (select * from user_day where ${isTouched} except all select * from day_before)
      union all (select * from day_before except all select * from user_day where ${isTouched})
    ) group by user_key`);
}
