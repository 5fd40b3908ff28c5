import { arrDayQuery } from "../../../rollup/arr-day.ts";
import { cancelDayQuery } from "../../../rollup/cancel-day.ts";
import { ledgerTables } from "../../../rollup/ledger-queries.ts";
import { rollups } from "../../../rollup/tables.ts";
import { subscription } from "../../../schema/tables/subscription.ts";
import { duckdb } from "../../../sql/dialects/duckdb.ts";
import { createTable } from "../../ddl.ts";
import { insertFrom, makeTemporary, numberOf } from "../activity/run-rollup.ts";
import type { Session } from "../session.ts";

/** Tables that add customers up by day, and the column that tells the day. */
export const dayQueries = [
  { table: "arr_day", day: "moved_on", query: arrDayQuery },
  { table: "cancel_day", day: "ended_on", query: cancelDayQuery },
] as const;

const addedUp = ["arr_kept", ...dayQueries.map(({ table }) => table)];

/** Tables whose rows are each of one customer. */
const customerTables = [
  subscription,
  ...rollups.filter(({ name }) => ledgerTables.some((table) => table === name) && !addedUp.includes(name)),
];

const ofTold = "user_id in (select user_id from told_user)";

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
      select distinct subscription_id from subscription where ${ofTold}
      except select subscription_id from told_subscription`);
    [found, before] = [await countTold(session), found];
  }
  const told = await numberOf(session, `count(*) from subscription where ${ofTold}`);
  return told * 2 < (await numberOf(session, "count(*) from subscription"));
}

async function countTold(session: Session): Promise<number> {
  return (
    (await numberOf(session, "count(*) from told_user")) + (await numberOf(session, "count(*) from told_subscription"))
  );
}

/** Put temporary tables in front of the warehouse's: `subscription` with what is stored of `told_user`, the others empty. */
export async function standInFront(session: Session): Promise<void> {
  const stored = await storedNames(session);
  for (const table of customerTables) await session.execute(createTable(table, duckdb, "temp table"));
  await session.execute("set preserve_insertion_order = true");
  await session.execute(`insert into subscription from ${stored("subscription")} where ${ofTold}
    order by user_id, subscription_id, valid_from`);
}

/**
 * Take what `standInFront` gathered into the warehouse, in the place of what it held of `told_user`; of the tables by day
 * only the days on which their customers tell otherwise.
 */
export async function replaceTold(session: Session): Promise<void> {
  const stored = await storedNames(session);
  for (const { table, query } of dayQueries) await makeTemporary(session, `${table}_after`, query());
  for (const { name } of customerTables) await session.execute(`alter table temp."${name}" rename to "new_${name}"`);
  const show = async (condition: (day: string) => string) => {
    for (const [name, day] of [
      ["arr_movement", "moved_on"],
      ["subscription_end", "ended_on"],
    ] as const) {
      await session.execute(
        `create or replace temp view ${name} as select * from ${stored(name)} where ${condition(day)}`,
      );
    }
  };
  await show(() => ofTold);
  for (const { table, query, day } of dayQueries) {
    await makeTemporary(session, `${table}_before`, query());
    const [before, after] = [`from ${table}_before`, `from ${table}_after`];
    await session.execute(`create or replace temp table ${table}_moved as select distinct ${day} as day
      from ((${before} except all ${after}) union all (${after} except all ${before}))`);
  }
  for (const { name } of customerTables) {
    await session.execute(`delete from ${stored(name)} where ${ofTold}`);
    await session.execute(`insert into ${stored(name)} by name from "new_${name}"`);
    await session.execute(`drop table "new_${name}"`);
  }
  for (const { table, query, day } of dayQueries) {
    await show((own) => `${own} in (select day from ${table}_moved)`);
    await session.execute(`delete from ${table} where ${day} in (select day from ${table}_moved)`);
    await insertFrom(session, table, query());
    for (const suffix of ["before", "after", "moved"]) await session.execute(`drop table ${table}_${suffix}`);
  }
  for (const view of ["arr_movement", "subscription_end"]) await session.execute(`drop view temp.${view}`);
}

/** How a table of the warehouse is called, whatever stands in front of it. */
async function storedNames(session: Session): Promise<(table: string) => string> {
  const [here] = await session.query({ sql: "select current_database() as name", parameters: [] });
  return (table) => `"${String(here?.["name"])}".main."${table}"`;
}
