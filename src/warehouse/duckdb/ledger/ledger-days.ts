import { arrDayQuery } from "../../../rollup/arr-day.ts";
import { cancelDayQuery } from "../../../rollup/cancel-day.ts";
import { insertFrom, makeTemporary } from "../activity/run-rollup.ts";
import type { Session } from "../session.ts";

/** Tables that add customers up by day, and the column that tells the day. */
export const dayQueries = [
  { table: "arr_day", day: "moved_on", query: arrDayQuery },
  { table: "cancel_day", day: "ended_on", query: cancelDayQuery },
] as const;

/** What is added up by day, and the column that tells the day. */
const ledgers = [
  ["arr_movement", "moved_on"],
  ["subscription_end", "ended_on"],
] as const;

/** How a table of the warehouse is called, whatever stands in front of it. */
export type StoredNames = (table: string) => string;

/** Add up by day the customers whose ledger stands in front of the warehouse's: `after` a load tells of them. */
export async function addUpAfter(session: Session): Promise<void> {
  for (const { table, query } of dayQueries) await makeTemporary(session, `${table}_after`, query());
}

/** Add up by day what is stored of the same customers, those that meet `condition`, `before` it is replaced. */
export async function addUpBefore(session: Session, stored: StoredNames, condition: string): Promise<void> {
  await showStored(session, stored, () => condition);
  for (const { table, query } of dayQueries) await makeTemporary(session, `${table}_before`, query());
}

/** Add everybody up anew, now that the ledger is stored, on the days on which `before` and `after` differ. */
export async function addUpMovedDays(session: Session, stored: StoredNames): Promise<void> {
  for (const { table, query, day } of dayQueries) {
    const [before, after] = [`from ${table}_before`, `from ${table}_after`];
    await session.execute(`create or replace temp table ${table}_moved as select distinct ${day} as day
      from ((${before} except all ${after}) union all (${after} except all ${before}))`);
    await showStored(session, stored, (own) => `${own} in (select day from ${table}_moved)`);
    await session.execute(`delete from ${table} where ${day} in (select day from ${table}_moved)`);
    await insertFrom(session, table, query());
    for (const suffix of ["before", "after", "moved"]) await session.execute(`drop table ${table}_${suffix}`);
  }
  for (const [name] of ledgers) await session.execute(`drop view temp.${name}`);
}

/** Let the ledger's names mean what is stored, of it the rows whose day meets the condition. */
async function showStored(session: Session, stored: StoredNames, condition: (day: string) => string): Promise<void> {
  for (const [name, day] of ledgers) {
    await session.execute(
      `create or replace temp view ${name} as select * from ${stored(name)} where ${condition(day)}`,
    );
  }
}
