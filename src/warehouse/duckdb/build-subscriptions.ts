import type { PayingPolicy } from "../../rollup/arr-span.ts";
import { ledgerQueries, ledgerTables } from "../../rollup/ledger-queries.ts";
import { subscription } from "../../schema/tables/subscription.ts";
import { duckdb } from "../../sql/dialects/duckdb.ts";
import type { Fragment } from "../../sql/fragment.ts";
import { print } from "../../sql/print.ts";
import { checkLedger } from "./check-ledger.ts";
import { allSubscriptions, type LocalFile } from "./event-files.ts";
import type { Session } from "./session.ts";

const columns = Object.keys(subscription.columns).map((name) => `"${name}"`);

/**
 * Build `subscription` and the ARR ledger anew from every subscription file: of versions with one identity the one
 * received last stands (tie: the greater row hash), and a version that reaches into the next is cut. The number of
 * versions whose stated end was cut; one that stands open until the next begins is the normal case.
 */
export async function buildSubscriptions(
  session: Session,
  files: readonly LocalFile[],
  policy: PayingPolicy,
): Promise<number> {
  for (const table of ["subscription", ...ledgerTables]) await session.execute(`delete from ${table}`);
  const body = columns
    .filter((name) => name !== '"received_at"')
    .map((name) => `coalesce(cast(${name} as varchar), chr(1))`);
  const cut = columns.map((name) =>
    name === '"valid_to"'
      ? "case when next_from < valid_to or valid_to is null then next_from else valid_to end"
      : name,
  );
  await session.execute(`create or replace temp table told_version as
    select *, lead(valid_from) over (partition by subscription_id order by valid_from) as next_from
    from (
      select * from (${allSubscriptions(files)})
      qualify row_number() over (partition by subscription_id, valid_from
        order by received_at desc, md5(concat_ws(chr(31), ${body.join(", ")})) desc) = 1
    )`);
  await session.execute(`insert into subscription
    select ${cut.join(", ")} from told_version order by subscription_id, valid_from`);
  for (const { table, query } of ledgerQueries(policy)) await insertFrom(session, table, query);
  await checkLedger(session);
  const [overlapping] = await session.query({
    sql: "select count(*) as n from told_version where next_from < valid_to",
    parameters: [],
  });
  return Number(overlapping?.["n"] ?? 0);
}

async function insertFrom(session: Session, table: string, query: Fragment): Promise<void> {
  const { sql, parameters } = print(query, duckdb);
  await session.connection.run(`insert into ${table} by name ${sql}`, [...parameters]);
}
