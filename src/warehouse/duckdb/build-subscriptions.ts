import type { PayingPolicy } from "../../rollup/arr-span.ts";
import { cancelMovementQuery } from "../../rollup/cancel-movement.ts";
import { ledgerTables } from "../../rollup/ledger-queries.ts";
import { trialQuery } from "../../rollup/trial.ts";
import { subscription } from "../../schema/tables/subscription.ts";
import type { WeekStart } from "../../schema/period.ts";
import type { Timezone } from "../../schema/timezone.ts";
import { insertFrom } from "./activity/run-rollup.ts";
import { checkLedger } from "./check-ledger.ts";
import { allSubscriptions, type LocalFile } from "./event-files.ts";
import { buildLedger, takeFromKept } from "./ledger/build-ledger.ts";
import { type KeptRows, keptRows } from "./ledger/kept-rows.ts";
import { dayQueries } from "./ledger/ledger-days.ts";
import { replaceTold, standInFront } from "./ledger/replace-told.ts";
import { findToldUsers } from "./ledger/told-users.ts";
import type { Session } from "./session.ts";

const columns = Object.keys(subscription.columns).map((name) => `"${name}"`);

/** Subscription files: those that were read by loads before, and those of this load. */
export interface SubscriptionFiles {
  readonly known: readonly LocalFile[];
  readonly added: readonly LocalFile[];
}

/** By what the ledger is made, and when weeks begin. */
export interface SubscriptionRules {
  readonly policy: PayingPolicy;
  readonly zone: Timezone;
  readonly weekStart: WeekStart;
}

/**
 * Bring `subscription` and the ARR ledger up to all subscription files: of versions with one identity the one received last
 * stands (tie: the greater row hash), and a version that reaches into the next is cut. Only the customers of whom the
 * `added` files tell are counted anew, everybody where nothing is `known`; the temporary table `told_user` names them. Returns
 * the number of their versions whose stated end was cut; one that stands open until the next begins is the normal case.
 */
export async function buildSubscriptions(
  session: Session,
  { known, added }: SubscriptionFiles,
  rules: SubscriptionRules,
): Promise<number> {
  const versions = allSubscriptions([...known, ...added]);
  const kept = keptRows(rules.zone, rules.weekStart);
  if (known.length > 0 && (await findToldUsers(session, allSubscriptions(added)))) {
    await standInFront(session);
    await takeFromKept(session, rules, kept);
    await session.execute("delete from subscription");
    const ofTold = `select * from (${versions}) where subscription_id in (select subscription_id from told_subscription)`;
    const cut = await tell(session, ofTold, { ...rules, kept });
    await replaceTold(session);
    await kept.write(session);
    return cut;
  }
  for (const table of ["subscription", ...ledgerTables]) await session.execute(`delete from ${table}`);
  const cut = await tell(session, versions, { ...rules, kept });
  for (const { table, query } of dayQueries) await insertFrom(session, table, query());
  await kept.write(session);
  await session.execute("create or replace temp table told_user as select distinct user_id from subscription");
  return cut;
}

/** Fill `subscription` and the ledger of customers, which are empty, from all `versions` of those customers, and check it. */
async function tell(
  session: Session,
  versions: string,
  { kept, ...rules }: SubscriptionRules & { readonly kept: KeptRows },
): Promise<number> {
  const cut = columns.map((name) =>
    name === '"valid_to"'
      ? "case when next_from < valid_to or valid_to is null then next_from else valid_to end"
      : name,
  );
  await session.execute(`create or replace temp table told_version as
    select *, lead(valid_from) over (partition by subscription_id order by valid_from) as next_from
    from (${await lastReceived(session, versions)})`);
  // The pass reads the table in the order in which it was written.
  await session.execute("set preserve_insertion_order = true");
  await session.execute(`insert into subscription
    select ${cut.join(", ")} from told_version order by user_id, subscription_id, valid_from`);
  await buildLedger(session, rules, kept);
  await session.execute("set preserve_insertion_order = false");
  for (const basis of ["list", "net"] as const) {
    await insertFrom(session, "cancel_movement", cancelMovementQuery(basis));
  }
  await insertFrom(session, "trial", trialQuery());
  await checkLedger(session);
  const [overlapping] = await session.query({
    sql: "select count(*) as n from told_version where next_from < valid_to",
    parameters: [],
  });
  return Number(overlapping?.["n"] ?? 0);
}

/** Of `versions` with one identity the one received last; the others' bodies are hashed only where there are any. */
async function lastReceived(session: Session, versions: string): Promise<string> {
  await session.execute(`create or replace temp table repeated_version as
    select subscription_id, valid_from from (${versions}) group by subscription_id, valid_from having count(*) > 1`);
  const [counted] = await session.query({ sql: "select count(*) as n from repeated_version", parameters: [] });
  if (Number(counted?.["n"]) === 0) return versions;
  const body = columns
    .filter((name) => name !== '"received_at"')
    .map((name) => `coalesce(cast(${name} as varchar), chr(1))`);
  const isRepeated =
    "exists (select 1 from repeated_version r where r.subscription_id = v.subscription_id and r.valid_from = v.valid_from)";
  return `select * from (${versions}) v where not ${isRepeated}
    union all
    select * from (${versions}) v where ${isRepeated}
    qualify row_number() over (partition by subscription_id, valid_from
      order by received_at desc, md5(concat_ws(chr(31), ${body.join(", ")})) desc) = 1`;
}
