import { event } from "../../schema/tables/event.ts";
import { numberOf } from "./activity/run-rollup.ts";
import type { Session } from "./session.ts";

/** What makes two rows of one event_id the same event: everything but when and in which order they arrived. */
const bodyColumns = Object.keys(event.columns).filter((name) => name !== "received_at" && name !== "source_seq");

/** What deduplication decided about rows that were new to the warehouse. */
export interface Deduplication {
  readonly duplicates: number;
  readonly conflicts: number;
}

/**
 * Decide which row of each event_id counts: the smallest (received_at, hash of its body, source_seq), in which files they
 * came does not matter. The others go to `event_drop`, as a
 * duplicate where their body equals the winner's, else as a conflict. The temporary table `departed_event` then names the
 * user and local day of every event that was counted and no longer is, because another body arrived earlier; `lost_day`
 * counts the rows that this load found not to count. Expects the views `incoming` (new rows) and
 * `known` (rows of files loaded before); only event_ids that occur in `incoming` more than once or in both are read whole.
 */
export async function deduplicate(session: Session): Promise<Deduplication> {
  await session.execute(`create or replace temp table arriving as select hash(event_id) as id_hash from incoming`);
  // Equal hashes stand side by side once sorted: several times faster here than a table of five million groups.
  await session.execute(`create or replace temp table contested as
    select id_hash from (select id_hash, lag(id_hash) over (order by id_hash) as previous_hash from arriving)
    where id_hash = previous_hash`);
  // Where ids grow with time, all but the latest rows are passed over by what their files say of themselves, unread.
  const [ends] = await session.query({
    sql: "select min(event_id) as least, max(event_id) as greatest from incoming",
    parameters: [],
  });
  await session.connection.run(
    `insert into contested select distinct hash(event_id) from known
      where event_id between $1 and $2 and hash(event_id) in (select id_hash from arriving)
        and hash(event_id) not in (select id_hash from contested)`,
    [ends?.["least"] ?? null, ends?.["greatest"] ?? null],
  );
  if ((await numberOf(session, "count(*) from contested")) === 0) {
    await session.execute(nothingRepeated);
    return { duplicates: 0, conflicts: 0 };
  }
  const body = bodyColumns.map((name) => `coalesce(cast("${name}" as varchar), chr(1))`).join(", ");
  const contender = (
    view: string,
    isNew: number,
  ) => `select event_id, file_key, file_row, received_at, ${isNew} as is_new,
    source_seq, user_id, occurred_at, md5(concat_ws(chr(31), ${body})) as body_hash
    from ${view} where hash(event_id) in (select id_hash from contested)`;
  await session.execute(`create or replace temp table verdict as
    select *,
      row_number() over best as place,
      first_value(body_hash) over best as winning_body,
      first_value(is_new) over best as winner_is_new,
      max(case when is_new = 0 and not already_dropped then body_hash end) over (partition by event_id) as counted_body
    from (
      select c.*, exists (select 1 from event_drop d where d.file_key = c.file_key and d.file_row = c.file_row) as already_dropped
      from (${contender("incoming", 1)} union all ${contender("known", 0)}) c
    )
    window best as (partition by event_id order by received_at, body_hash, source_seq, file_key, file_row)`);
  const before = await countDropped(session);
  await session.execute(
    `delete from event_drop d using verdict v where d.file_key = v.file_key and d.file_row = v.file_row`,
  );
  await session.execute(`insert into event_drop
    select file_key, file_row, case when body_hash = winning_body then 'duplicate' else 'conflict' end
    from verdict where place > 1 order by file_key, file_row`);
  const after = await countDropped(session);
  // A winner that replaces an equal body leaves every rollup as it is; so do its own new duplicates.
  await session.execute(`create or replace temp table new_event_to_skip as
    select file_key, file_row from verdict where is_new = 1 and (place > 1 or counted_body = body_hash)`);
  await session.execute(`create or replace temp table departed_event as
    select coalesce(p.user_id, v.user_id) as user_id, cast(v.occurred_at + to_seconds(v.offset_seconds) as date) as event_date
    from (select * from verdict asof join timezone_offset on occurred_at >= from_instant) v
    left join person_alias p on p.alias_id = v.user_id
    where v.is_new = 0 and not v.already_dropped and v.body_hash <> v.winning_body`);
  await session.execute(`create or replace temp table lost_day as
    select cast(occurred_at + to_seconds(offset_seconds) as date) as event_date, count(*) as events
    from verdict asof join timezone_offset on occurred_at >= from_instant
    where place > 1 and not already_dropped group by event_date`);
  return {
    duplicates: after.duplicate - before.duplicate,
    conflicts: after.conflict - before.conflict,
  };
}

/** What is left behind where every event_id is new and there once. */
const nothingRepeated = `create or replace temp table new_event_to_skip (file_key integer, file_row bigint);
  create or replace temp table departed_event (user_id varchar, event_date date);
  create or replace temp table lost_day (event_date date, events bigint)`;

async function countDropped(session: Session): Promise<{ readonly duplicate: number; readonly conflict: number }> {
  const rows = await session.query({ sql: "select kind, count(*) as n from event_drop group by kind", parameters: [] });
  const count = (kind: string) => Number(rows.find((row) => row["kind"] === kind)?.["n"] ?? 0);
  return { duplicate: count("duplicate"), conflict: count("conflict") };
}
