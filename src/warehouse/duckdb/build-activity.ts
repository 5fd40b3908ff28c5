import { activeDayQuery, activityGapQuery, gapDimensions } from "../../rollup/activity-gap.ts";
import { defaultActivity } from "../../rollup/default-activity.ts";
import { duckdb } from "../../sql/dialects/duckdb.ts";
import { join, value } from "../../sql/fragment.ts";
import { print } from "../../sql/print.ts";
import { literal } from "./event-files.ts";
import type { Session } from "./session.ts";

/** Build `activity_gap` anew from `user_day`. */
export async function buildGaps(session: Session): Promise<void> {
  await session.execute("delete from activity_gap");
  const kinds = join(
    defaultActivity.map((kind) => value(kind, "text")),
    ", ",
  );
  const days = print(activeDayQuery(kinds), duckdb);
  await session.connection.run(`create or replace temp table active_day as ${days.sql}`, [...days.parameters]);
  for (const dimension of gapDimensions) {
    const { sql: text, parameters } = print(activityGapQuery(dimension), duckdb);
    await session.connection.run(`insert into activity_gap by name ${text}`, [...parameters]);
  }
  await session.execute("drop table active_day");
}

const defaultKinds = `(${defaultActivity.map(literal).join(", ")})`;

/**
 * Add the users of the view `arrived` (counted events with event_date) to `person`. Late events move a person's first
 * days back; nothing that is already there is read again.
 */
export async function addPersons(session: Session): Promise<void> {
  await session.execute(`create or replace temp table newcomer as
    select user_id,
      min(case when event_name in ${defaultKinds} then occurred_at end) as first_active_at,
      min(case when event_name in ${defaultKinds} then event_date end) as first_active_on,
      min(occurred_at) as first_event_at, min(event_date) as first_event_on
    from arrived group by user_id`);
  await session.execute(`update person p set
      first_active_at = least(p.first_active_at, n.first_active_at), first_active_on = least(p.first_active_on, n.first_active_on),
      first_event_at = least(p.first_event_at, n.first_event_at), first_event_on = least(p.first_event_on, n.first_event_on)
    from newcomer n where n.user_id = p.user_id`);
  await session.execute(`insert into person
    select (select coalesce(max(user_key), 0) from person) + row_number() over (order by first_event_at, user_id),
      user_id, first_active_at, first_active_on, first_event_at, first_event_on
    from newcomer n where not exists (select 1 from person p where p.user_id = n.user_id)
    order by first_event_at, user_id`);
}

/** Add the events of the view `arrived` to `user_day`; their users stand in `person`. */
export async function addUserDays(session: Session): Promise<void> {
  await session.execute(`insert into user_day
    select a.event_date, p.user_key, a.event_name, a.platform, a.country, a.user_type, count(*)
    from arrived a join person p on p.user_id = a.user_id
    group by all
    order by 1, 2`);
}
