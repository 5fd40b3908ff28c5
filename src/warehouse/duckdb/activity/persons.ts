import { countedPersonQuery } from "../../../rollup/counted-day.ts";
import type { Session } from "../session.ts";
import { makeTemporary } from "./run-rollup.ts";

/**
 * Add the users of `counted_day` to `person`. Earlier events move a person's first days back; the persons for whom they
 * did are left in the temporary table `moved_person`, with the days that were their first.
 */
export async function addPersons(session: Session): Promise<void> {
  await makeTemporary(session, "newcomer", countedPersonQuery());
  await session.execute(`create or replace temp table moved_person as
    select p.user_key, p.first_active_on, p.first_event_on,
      least(p.first_active_at, n.first_active_at) as active_at, least(p.first_active_on, n.first_active_on) as active_on,
      least(p.first_event_at, n.first_event_at) as event_at, least(p.first_event_on, n.first_event_on) as event_on
    from newcomer n join person p on p.user_id = n.user_id
    where n.first_event_at < p.first_event_at or n.first_active_at < p.first_active_at
      or (p.first_active_at is null and n.first_active_at is not null)`);
  await session.execute(`update person p set
      first_active_at = m.active_at, first_active_on = m.active_on, first_event_at = m.event_at, first_event_on = m.event_on
    from moved_person m where m.user_key = p.user_key`);
  await session.execute(`insert into person
    select (select coalesce(max(user_key), 0) from person) + row_number() over (order by first_event_at, user_id),
      user_id, first_active_at, first_active_on, first_event_at, first_event_on
    from newcomer n where not exists (select 1 from person p where p.user_id = n.user_id)
    order by first_event_at, user_id`);
}

/**
 * Take the persons named in the temporary table `departed_user`, whose events stopped counting, and count their first days
 * anew from `counted_day`, which holds all that is left of them. Their old first days are left in `moved_person`.
 */
export async function recountPersons(session: Session): Promise<void> {
  await makeTemporary(session, "newcomer", countedPersonQuery());
  await session.execute(`create or replace temp table moved_person as
    select p.* from person p join departed_user d on d.user_id = p.user_id`);
  await session.execute("delete from person p using moved_person m where m.user_key = p.user_key");
  await session.execute(`insert into person
    select m.user_key, n.user_id, n.first_active_at, n.first_active_on, n.first_event_at, n.first_event_on
    from newcomer n join moved_person m on m.user_id = n.user_id order by m.user_key`);
}
