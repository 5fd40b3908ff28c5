import { duckdb } from "../../../sql/dialects/duckdb.ts";
import type { Fragment } from "../../../sql/fragment.ts";
import { print } from "../../../sql/print.ts";
import type { Session } from "../session.ts";

/** Insert the rows of a rollup's query into `table`, column by column name. */
export async function insertFrom(session: Session, table: string, query: Fragment): Promise<void> {
  const { sql, parameters } = print(query, duckdb);
  await session.connection.run(`insert into ${table} by name ${sql}`, [...parameters]);
}

/** Make the temporary `table` anew from the rows of a query. */
export async function makeTemporary(session: Session, table: string, query: Fragment): Promise<void> {
  const { sql, parameters } = print(query, duckdb);
  await session.connection.run(`create or replace temp table ${table} as ${sql}`, [...parameters]);
}

/** What `select` with the rest `sql` gives, one number; 0 where there is no row. */
export async function numberOf(session: Session, sql: string): Promise<number> {
  const [row] = await session.query({ sql: `select (select ${sql}) as n`, parameters: [] });
  return Number(row?.["n"] ?? 0);
}
