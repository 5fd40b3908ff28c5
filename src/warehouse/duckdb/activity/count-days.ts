import { countedDayQuery } from "../../../rollup/counted-day.ts";
import { dayCubeQuery } from "../../../rollup/day-cube.ts";
import { defaultActivity } from "../../../rollup/default-activity.ts";
import { kindsPerWord } from "../../../rollup/event-mask.ts";
import { type FirstDay, userDayQuery } from "../../../rollup/user-day.ts";
import { changesWithin, type Timezone } from "../../../schema/timezone.ts";
import { countedEvents, type CountedEventsOptions, literal, type LocalFile } from "../event-files.ts";
import type { Session } from "../session.ts";
import { type DayPart, instantsOf } from "./day-parts.ts";
import { addPersons } from "./persons.ts";
import { insertFrom, makeTemporary } from "./run-rollup.ts";

/** How events are read. */
export interface Reading extends Omit<CountedEventsOptions, "offsets"> {
  readonly zone: Timezone;
}

/** How events are read and counted. */
export interface Counting extends Reading {
  readonly first: FirstDay;
}

/** Select of the events in `files` that count, with their local days. */
export function readEvents(files: readonly LocalFile[], reading: Reading): string {
  const { zone, within } = reading;
  const from = within?.from ?? Math.min(...files.map(({ minInstant }) => minInstant ?? Infinity));
  const to = within?.to ?? Math.max(...files.map(({ maxInstant }) => maxInstant ?? -Infinity)) + 1;
  const changes = changesWithin(zone, from, to);
  const offsets = changes.some(({ offsetSeconds }) => offsetSeconds !== 0) ? changes : [];
  return countedEvents(files, { ...reading, offsets });
}

/** Fill the temporary table `counted_day` from the events that count in `files`; these stay to be read as `arrived`. */
export async function countDays(session: Session, files: readonly LocalFile[], reading: Reading): Promise<void> {
  await session.execute(`create or replace temp view arrived as ${readEvents(files, reading)}`);
  await addKinds(session);
  await makeTemporary(session, "counted_day", countedDayQuery());
}

/** Count the days of each part anew, from all the events there are of them. Nothing of these days may be there before. */
export async function addDays(session: Session, parts: readonly DayPart[], counting: Counting): Promise<void> {
  for (const part of parts) {
    await countDays(session, part.files, { ...counting, within: instantsOf(part, counting.zone) });
    await addPersons(session);
    await insertFrom(session, "user_day", userDayQuery(counting.first));
    const { from, to } = part;
    await insertFrom(session, "day_cube", dayCubeQuery({ first: counting.first, from, to }));
  }
  for (const table of ["counted_day", "newcomer"]) await session.execute(`drop table if exists ${table}`);
}

/** Number the kinds of event in `arrived` that have no number yet, by their bytes; the default kinds come first. */
async function addKinds(session: Session): Promise<void> {
  const first = defaultActivity.map((kind, place) => `(${literal(kind)}, ${place})`).join(", ");
  await session.execute(`insert into event_kind
    select event_key, event_name, event_key // ${kindsPerWord}, 1::bigint << (event_key % ${kindsPerWord})
    from (
      select (select count(*) from event_kind) - 1 + row_number() over (order by place nulls last, event_name) as event_key, event_name
      from (select distinct event_name from arrived) full join (values ${first}) d(event_name, place) using (event_name)
      where event_name not in (select event_name from event_kind)
    )`);
}
