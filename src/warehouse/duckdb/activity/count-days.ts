import { countedDayQuery } from "../../../rollup/counted-day.ts";
import { dayCubeQuery } from "../../../rollup/day-cube.ts";
import { defaultActivity } from "../../../rollup/default-activity.ts";
import { kindsPerWord } from "../../../rollup/event-mask.ts";
import { type FirstDay, userDayQuery } from "../../../rollup/user-day.ts";
import type { Timezone } from "../../../schema/timezone.ts";
import { countedEvents, type CountedEventsOptions, literal, type LocalFile } from "../event-files.ts";
import type { Session } from "../session.ts";
import { type DayPart, instantsOf } from "./day-parts.ts";
import { addPersons } from "./persons.ts";
import { insertFrom, makeTemporary } from "./run-rollup.ts";

/** How events are read and counted. */
export interface Counting extends CountedEventsOptions {
  readonly zone: Timezone;
  readonly first: FirstDay;
}

/** Fill the temporary table `counted_day` from the events that count in `files`. */
export async function countDays(
  session: Session,
  files: readonly LocalFile[],
  options: CountedEventsOptions,
): Promise<void> {
  await session.execute(`create or replace temp view arrived as ${countedEvents(files, options)}`);
  await makeTemporary(session, "counted_day", countedDayQuery());
}

/** Count the days of each part anew, from all the events there are of them. Nothing of these days may be there before. */
export async function addDays(session: Session, parts: readonly DayPart[], counting: Counting): Promise<void> {
  for (const part of parts) {
    await countDays(session, part.files, { ...counting, within: instantsOf(part, counting.zone) });
    await addKinds(session);
    await addPersons(session);
    await insertFrom(session, "user_day", userDayQuery(counting.first));
    await insertFrom(session, "day_cube", dayCubeQuery(counting.first));
  }
  for (const table of ["counted_day", "newcomer"]) await session.execute(`drop table if exists ${table}`);
}

/** Number the kinds of event in `counted_day` that have no number yet, by their bytes; the default kinds come first. */
async function addKinds(session: Session): Promise<void> {
  const first = defaultActivity.map((kind, place) => `(${literal(kind)}, ${place})`).join(", ");
  await session.execute(`insert into event_kind
    select event_key, event_name, event_key // ${kindsPerWord}, 1::bigint << (event_key % ${kindsPerWord})
    from (
      select (select count(*) from event_kind) - 1 + row_number() over (order by place nulls last, event_name) as event_key, event_name
      from (select distinct event_name from counted_day) full join (values ${first}) d(event_name, place) using (event_name)
      where event_name not in (select event_name from event_kind)
    )`);
}
