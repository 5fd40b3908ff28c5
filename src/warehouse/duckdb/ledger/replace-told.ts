import { ledgerTables } from "../../../rollup/ledger-queries.ts";
import { rollups } from "../../../rollup/tables.ts";
import { subscription } from "../../../schema/tables/subscription.ts";
import { duckdb } from "../../../sql/dialects/duckdb.ts";
import { createTable } from "../../ddl.ts";
import type { Session } from "../session.ts";
import { addUpAfter, addUpBefore, addUpMovedDays, dayQueries, type StoredNames } from "./ledger-days.ts";
import { ofTold } from "./told-users.ts";

const addedUp = ["arr_kept", ...dayQueries.map(({ table }) => table)];

/** Tables whose rows are each of one customer. */
const customerTables = [
  subscription,
  ...rollups.filter(({ name }) => ledgerTables.some((table) => table === name) && !addedUp.includes(name)),
];

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
  await addUpAfter(session);
  for (const { name } of customerTables) await session.execute(`alter table temp."${name}" rename to "new_${name}"`);
  await addUpBefore(session, stored, ofTold);
  for (const { name } of customerTables) {
    await session.execute(`delete from ${stored(name)} where ${ofTold}`);
    await session.execute(`insert into ${stored(name)} by name from "new_${name}"`);
    await session.execute(`drop table "new_${name}"`);
  }
  await addUpMovedDays(session, stored);
}

async function storedNames(session: Session): Promise<StoredNames> {
  const [here] = await session.query({ sql: "select current_database() as name", parameters: [] });
  return (table) => `"${String(here?.["name"])}".main."${table}"`;
}
