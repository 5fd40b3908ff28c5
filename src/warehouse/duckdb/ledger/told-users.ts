import { arrDayQuery } from "../../../rollup/arr-day.ts";
import { ledgerTables } from "../../../rollup/ledger-queries.ts";
import { rollups } from "../../../rollup/tables.ts";
import { subscription } from "../../../schema/tables/subscription.ts";
import { duckdb } from "../../../sql/dialects/duckdb.ts";
import { createTable } from "../../ddl.ts";
import { insertFrom, makeTemporary, numberOf } from "../activity/run-rollup.ts";
import type { Session } from "../session.ts";

/** Tables whose rows are each of one customer. */
const customerTables = [
  subscription,
  ...rollups.filter(({ name }) => name !== "arr_day" && ledgerTables.some((table) => table === name)),
];

/**
 * Name in the temporary table `told_user` the customers of whom `added`, the rows of new subscription files, tell anything,
 * and everybody who shares a subscription with one of them; in `told_subscription` all their subscriptions. False where they
 * are so many that counting everybody anew costs less.
 */
export async function findToldUsers(session: Session, added: string): Promise<boolean> {
  await session.execute(`create or replace temp table told_subscription as
    select distinct subscription_id from (${added})`);
  await session.execute(`create or replace temp table told_user as select distinct user_id from (${added})`);
  for (let [found, before] = [await countTold(session), -1]; found > before;) {
    await session.execute(`insert into told_user
      select distinct user_id from subscription where subscription_id in (select subscription_id from told_subscription)
      except select user_id from told_user`);
    await session.execute(`insert into told_subscription
      select distinct subscription_id from subscription where user_id in (select user_id from told_user)
      except select subscription_id from told_subscription`);
    [found, before] = [await countTold(session), found];
  }
  const told = await numberOf(session, "count(*) from subscription where user_id in (select user_id from told_user)");
  return told * 2 < (await numberOf(session, "count(*) from subscription"));
}

async function countTold(session: Session): Promise<number> {
  return (
    (await numberOf(session, "count(*) from told_user")) + (await numberOf(session, "count(*) from told_subscription"))
  );
}

/** Put empty temporary tables in front of the warehouse's, so that what is told of the customers goes into them. */
export async function standInFront(session: Session): Promise<void> {
  for (const table of customerTables) await session.execute(createTable(table, duckdb, "temp table"));
}

/**
 * Take what `standInFront` gathered into the warehouse, in the place of what it held of `told_user`; of the ledger by day only
 * the days on which their movements are other ones.
 */
export async function replaceTold(session: Session): Promise<void> {
  const [here] = await session.query({ sql: "select current_database() as name", parameters: [] });
  const stored = (table: string) => `"${String(here?.["name"])}".main."${table}"`;
  const ofTold = "user_id in (select user_id from told_user)";
  await makeTemporary(session, "told_day_after", arrDayQuery());
  await session.execute(`alter table temp.arr_movement rename to told_movement`);
  await session.execute(`create temp view arr_movement as select * from ${stored("arr_movement")} where ${ofTold}`);
  await makeTemporary(session, "told_day_before", arrDayQuery());
  await session.execute(`create or replace temp table moved_day as
    select distinct moved_on from (
      (from told_day_before except all from told_day_after) union all (from told_day_after except all from told_day_before)
    )`);
  for (const { name } of customerTables) {
    const told = name === "arr_movement" ? "told_movement" : `temp."${name}"`;
    await session.execute(`delete from ${stored(name)} where ${ofTold}`);
    await session.execute(`insert into ${stored(name)} by name from ${told}`);
    await session.execute(`drop table ${told}`);
  }
  const isMoved = "moved_on in (select moved_on from moved_day)";
  await session.execute(`create or replace temp view arr_movement as
    select * from ${stored("arr_movement")} where ${isMoved}`);
  await session.execute(`delete from arr_day where ${isMoved}`);
  await insertFrom(session, "arr_day", arrDayQuery());
  await session.execute("drop view temp.arr_movement");
}
